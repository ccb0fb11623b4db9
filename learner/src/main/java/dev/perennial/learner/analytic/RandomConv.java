package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.random.Draws;
import dev.perennial.learner.step.Scaling;
import java.util.List;
import java.util.Optional;

/**
 * Responses of an image's patches to kinds of patches of earlier images (Coates and Ng, "Learning
 * feature representations with k-means", 2012).
 *
 * <p>A patch x of 6 x 6 pixels and all channels is contrast-normalized, n = (x - mean) / sqrt(var +
 * c), and ZCA-whitened, w = W (n - m), W = V diag(e + z)^(-1/2) V' of the eigenvalues e and
 * eigenvectors V of the normalized patches' covariance. The filters begin as patches drawn from the
 * first images, of length 1, and become the centres of all that were drawn in a few rounds of the
 * paper's damped k-means, f' = f + sum of (f'w) w over the w that f is most alike, of either sign,
 * made length 1 again; a response is a = f'w, its features max(0, a - 1/4) and max(0, -a - 1/4),
 * the means of both over each cell of a grid. Whitening is linear, so it is folded into the
 * filters: a = g'x / sqrt(var + c) - g'm with g = Wf, freed of its mean.
 *
 * <p>Departures: c is 0.003 of the median variance of an image's pixels (some 10 on a scale of 0 to
 * 255; spoilt images move it little, and those without a finite variance are left out) and z is 0.3
 * of the mean eigenvalue, so nothing depends on the unit of the pixels; the cells are those of
 * adaptive pooling, which overlap by a pixel where the grid does not divide the responses. Patches
 * with less contrast than 20 c are left out where there are enough others; three rounds over 64
 * patches a filter, as more gain nothing.
 *
 * @param image its sides at least {@link #LEAST_SIDE}
 * @param filters how many, at least 1
 * @param grid cells a side, at least 1, at most the responses a side
 * @param firstRows the images that filters and statistics come from, at least 1
 */
record RandomConv(Features.Image image, int filters, int grid, int firstRows)
    implements FeatureMap {

  static final int LEAST_SIDE = 8;

  private static final int SIDE = 6;
  private static final int CANDIDATES = 64;
  private static final int ROUNDS = 3;

  /** Of intermediate values, some 16 MB. */
  private static final int ELEMENTS_AT_ONCE = 1 << 22;

  @Override
  public int width() {
    return 2 * filters * grid * grid;
  }

  private int patch() {
    return image.channels() * SIDE * SIDE;
  }

  /** How many patches fit side by side, overlapping, into pixels a side. */
  static int responses(int pixels) {
    return pixels - SIDE + 1;
  }

  private int positions() {
    return responses(image.height()) * responses(image.width());
  }

  @Override
  public List<Slot> slots() {
    return List.of(
        Slot.fixed("map.filters", DataType.FLOAT32, filters, image.channels(), SIDE, SIDE),
        Slot.fixed("map.shift", DataType.FLOAT32, filters),
        Slot.fixed("map.contrast", DataType.FLOAT32, 1));
  }

  @Override
  public Optional<Scaling> scaling(Features features) {
    return Optional.empty();
  }

  /** Candidates for filters: a patch's image and position in one number. */
  @Override
  public long[] draws(long seed) {
    Draws draws = new Draws(seed, "filters");
    long[] candidates = new long[CANDIDATES * filters];
    for (int i = 0; i < candidates.length; i++) {
      candidates[i] = draws.below((long) firstRows * positions(), i);
    }
    return candidates;
  }

  @Override
  public int rowsAtOnce() {
    long elements = (long) positions() * Math.max(patch(), 2 * filters);
    return (int) Math.max(1, Math.min(64, ELEMENTS_AT_ONCE / elements));
  }

  @Override
  public String methods() {
    return """
      def images(self, x: Tensor) -> Tensor:
        return torch.view(x, [-1, CHANNELS, HEIGHT, WIDTH])
      def patches(self, x: Tensor) -> Tensor:
        columns = torch.im2col(self.images(x), [SIDE, SIDE], [1, 1], [0, 0], [1, 1])
        return torch.reshape(torch.transpose(columns, 1, 2), [-1, PATCH])
      def normalized(self, patches: Tensor) -> Tensor:
        centred = torch.sub(patches, torch.mean(patches, [1], True))
        variance = torch.mean(torch.mul(centred, centred), [1], True)
        return torch.div(centred, torch.sqrt(torch.add(variance, {map.contrast})))
      def unit(self, rows: Tensor) -> Tensor:
        lengths = torch.sqrt(torch.sum(torch.mul(rows, rows), [1], True))
        return torch.div(rows, torch.clamp_min(lengths, 1.0e-12))
      def prepare(self, x: Tensor, draws: Tensor) -> int:
        centred = torch.sub(x, torch.mean(x, [1], True))
        variances = torch.mean(torch.mul(centred, centred), [1])
        sound = torch.flatten(torch.nonzero(torch.isfinite(variances)))
        rows = torch.numel(sound)
        if rows == 0:
          return 0
        typical = torch.median(torch.index_select(variances, 0, sound))
        {map.contrast}.fill_(torch.clamp_min(torch.mul(typical, 0.003), 1.0e-12))
        mean = torch.zeros([PATCH], dtype=7, device="cpu")
        square = torch.zeros([PATCH, PATCH], dtype=7, device="cpu")
        picked = torch.zeros([torch.size(draws, 0), PATCH], dtype=6, device="cpu")
        chosen = torch.floor_divide(draws, POSITIONS)
        for number in range(rows):
          row = int(torch.select(sound, 0, number))
          raw = self.patches(torch.narrow(x, 0, row, 1))
          patches = torch.to(self.normalized(raw), 7)
          mean.add_(torch.sum(patches, [0]))
          square.addmm_(torch.t(patches), patches)
          here = torch.flatten(torch.nonzero(torch.eq(chosen, row)))
          at = torch.remainder(torch.index_select(draws, 0, here), POSITIONS)
          picked.index_copy_(0, here, torch.index_select(raw, 0, at))
        mean.div_(rows * POSITIONS)
        square.div_(rows * POSITIONS)
        square.sub_(torch.outer(mean, mean))
        values, vectors = torch.linalg_eigh(square)
        values = torch.add(torch.clamp_min(values, 0.), torch.mul(torch.mean(values), 0.3))
        scales = torch.rsqrt(torch.clamp_min(values, 1.0e-12))
        whitening = torch.mm(torch.mul(vectors, scales), torch.t(vectors))
        centred = torch.sub(picked, torch.mean(picked, [1], True))
        contrasts = torch.mean(torch.mul(centred, centred), [1])
        clear = torch.gt(contrasts, torch.mul({map.contrast}, 20.))
        order = torch.cat([torch.nonzero(clear), torch.nonzero(torch.logical_not(clear))])
        order = torch.narrow(torch.flatten(order), 0, 0, max(FILTERS, int(torch.sum(clear))))
        patches = torch.to(self.normalized(torch.index_select(picked, 0, order)), 7)
        patches = torch.mm(torch.sub(patches, mean), whitening)
        filters = self.unit(torch.narrow(patches, 0, 0, FILTERS))
        for round in range(ROUNDS):
          alike = torch.mm(patches, torch.t(filters))
          nearest = torch.argmax(torch.abs(alike), 1, True)
          shares = torch.zeros_like(alike)
          shares.scatter_(1, nearest, torch.gather(alike, 1, nearest))
          filters = self.unit(torch.add(filters, torch.mm(torch.t(shares), patches)))
        filters = torch.mm(filters, whitening)
        filters = torch.sub(filters, torch.mean(filters, [1], True))
        {map.shift}.copy_(torch.mv(filters, mean))
        {map.filters}.copy_(torch.view(filters, [FILTERS, CHANNELS, SIDE, SIDE]))
        return 0
      def map(self, x: Tensor) -> Tensor:
        images = self.images(torch.sub(x, torch.mean(x, [1], True)))
        means = torch.avg_pool2d(torch.mean(images, [1], True), [SIDE, SIDE], [1, 1])
        squares = torch.mean(torch.mul(images, images), [1], True)
        variance = torch.avg_pool2d(squares, [SIDE, SIDE], [1, 1]).sub_(torch.mul(means, means))
        scale = torch.rsqrt(torch.add(torch.clamp_min(variance, 0.), {map.contrast}))
        response = torch.conv2d(images, {map.filters}).mul_(scale)
        response.sub_(torch.view({map.shift}, [-1, 1, 1]))
        above = torch.adaptive_avg_pool2d(torch.relu(torch.sub(response, 0.25)), [GRID, GRID])
        below = torch.relu_(torch.neg_(response.add_(0.25)))
        below = torch.adaptive_avg_pool2d(below, [GRID, GRID])
        return torch.flatten(torch.cat([above, below], 1), 1)
    """
        .replace("CHANNELS", String.valueOf(image.channels()))
        .replace("HEIGHT", String.valueOf(image.height()))
        .replace("WIDTH", String.valueOf(image.width()))
        .replace("SIDE", String.valueOf(SIDE))
        .replace("PATCH", String.valueOf(patch()))
        .replace("POSITIONS", String.valueOf(positions()))
        .replace("ROUNDS", String.valueOf(ROUNDS))
        .replace("FILTERS", String.valueOf(filters))
        .replace("GRID", String.valueOf(grid));
  }
}
