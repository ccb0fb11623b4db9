package dev.perennial.learner.loss;

import java.util.Set;

/**
 * Online prototype equilibrium (Wei et al., "Online prototype learning for online continual
 * learning", ICCV 2023): a class's prototype, the direction of the mean of its unit-length rows, is
 * drawn to the prototype of its other view and away from those of other classes; once among the
 * batch's rows and once among the replayed ones, added.
 *
 * <p>Departures: no augmentation makes the second view. A class's rows are dealt out in turn, the
 * first, third, ... to one view, the others to the other; a class of one row has the same prototype
 * twice and only pushes. No projection. Rows of one class alone have no loss.
 *
 * @param temperature positive
 */
record PrototypeEquilibrium(double temperature) implements LossTerm {

  PrototypeEquilibrium {
    Temperatures.require("prototype", temperature);
  }

  @Override
  public String script() {
    return """
        total = torch.mul(torch.sum(features), 0.)
        for part in range(2):
          rows, row_labels = features, labels
          if part == 1:
            rows, row_labels = replay_features, replay_labels
          present = self.places(self.counts(row_labels, torch.size(logits, 1)))
          members = torch.to(torch.eq(torch.unsqueeze(present, 1), torch.unsqueeze(row_labels, 0)), 6)
          turns = torch.remainder(torch.cumsum(members, 1), 2)
          one = torch.mul(members, turns)
          other = torch.sub(members, one)
          alone = torch.eq(torch.sum(other, [1], True), 0)
          views = torch.cat([one, torch.where(alone, one, other)])
          prototypes = self.unit_length(torch.mm(views, self.unit_length(rows)))
          total = torch.add(total, self.contrast(prototypes, torch.cat([present, present]), 2 * torch.size(present, 0), %s))
        return total
        """
        .formatted(temperature);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.FEATURES);
  }
}
