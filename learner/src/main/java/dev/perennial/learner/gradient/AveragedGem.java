package dev.perennial.learner.gradient;

/**
 * Averaged gradient episodic memory (Chaudhry et al., "Efficient lifelong learning with A-GEM",
 * ICLR 2019, equation 11): a gradient that would raise the replayed rows' loss loses what points
 * against theirs; over all parameters together.
 */
record AveragedGem() implements GradientRule {

  @Override
  public String script() {
    return """
        if len(reference) == 0:
          return gradients
        along = torch.zeros_like(torch.sum(gradients[0]))
        square = torch.zeros_like(along)
        for i in range(len(gradients)):
          along = torch.add(along, torch.sum(torch.mul(gradients[i], reference[i])))
          square = torch.add(square, torch.sum(torch.mul(reference[i], reference[i])))
        if self.truth(torch.logical_or(torch.ge(along, 0), torch.eq(square, 0))):
          return gradients
        projected = annotate(List[Tensor], [])
        for i in range(len(gradients)):
          projected.append(torch.sub(gradients[i], torch.mul(reference[i], torch.div(along, square))))
        return projected
        """;
  }

  @Override
  public boolean needsReference() {
    return true;
  }
}
