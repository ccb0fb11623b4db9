package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.OptionalInt;

/**
 * The negative energy of a row and a class (Li et al., "Energy-based models for continual
 * learning", CoLLAs 2022, equation 3 and section 4.3, the "multiplication" conditioning with a
 * softmax gate): the class's embedding gates the features, a dense layer with ReLU and a single
 * output follow. A class has an embedding of its own and shares everything else.
 *
 * <p>Departures: the gate acts on the network's features alone; the output has no bias, which would
 * change no probability; embeddings and output start uniform in +-1, so that energies differ enough
 * to learn at once in a stream. O(rows x classes x width x units).
 *
 * @param units of the dense layer, at least 1
 */
record Energy(int units) implements Classifier {

  Energy {
    if (units < 1) {
      throw new IllegalArgumentException("energy's units must be positive: " + units);
    }
  }

  @Override
  public List<Parameter> parameters(String name, int width) {
    OptionalInt rows = OptionalInt.of(units);
    return List.of(
        new Parameter(name + ".embedding", OptionalInt.empty(), List.of(width), 1),
        new Parameter(name + ".weight", rows, List.of(width), width),
        new Parameter(name + ".bias", rows, List.of(), width),
        new Parameter(name + ".output", OptionalInt.of(1), List.of(units), 1));
  }

  @Override
  public String logits() {
    return """
        gates = torch.mul(torch.softmax(own[0], 1), torch.size(own[0], 1))
        gated = torch.mul(torch.unsqueeze(features, 1), torch.unsqueeze(gates, 0))
        hidden = torch.relu(torch.linear(gated, own[1], own[2]))
        return torch.squeeze(torch.linear(hidden, own[3]), 2)
        """;
  }
}
