package dev.perennial.learner.step;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module: the text of its methods, and the archive libtorch loads. The module has one
 * attribute, {@code state}, the tensors it works on.
 *
 * @param methods method definitions, indented by two spaces
 */
public record Script(String methods) {

  /** The names of torch's functions that draw random numbers. */
  private static final Pattern RANDOM =
      Pattern.compile(
          "\\b(rand(int|n|perm)?(_like)?|bernoulli_?|multinomial|(log_|standard_)?normal_?|poisson"
              + "|uniform_|random_|exponential_|geometric_|cauchy_|\\w*dropout_?|rrelu_?|manual_seed)"
              + "\\s*\\(");

  /** An object of class Step whose state is an empty list of tensors. */
  private static final String PICKLE =
      "\u0080\u0002c__torch__\nStep\n)\u0081}("
          + "X\10\0\0\0training\u0088"
          + "X\5\0\0\0statectorch.jit._pickle\nbuild_tensorlist\n]\u0085R"
          + "ub.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private static final String HEAD =
      """
      class Step(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        state : List[Tensor]
        def bind(self: __torch__.Step, state: List[Tensor]) -> Tensor:
          self.state = state
          return state[0]
      """;

  /**
   * Checks the methods.
   *
   * @throws IllegalArgumentException if they call one of torch's random functions, whose generator
   *     is no part of a learner's state
   */
  public Script {
    Matcher random = RANDOM.matcher(methods);
    if (random.find()) {
      throw new IllegalArgumentException(
          "a script must not draw random numbers itself: " + random.group(1));
    }
  }

  /** Whether a method has autograd record what it does. */
  boolean records() {
    return methods.contains("requires_grad_(");
  }

  /** The whole program as text. */
  public String source() {
    return HEAD + methods;
  }

  /** The archive: a zip of stored entries; the same script gives the same bytes. */
  byte[] archive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "step/data.pkl", PICKLE.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "step/code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
      store(zip, "step/constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "step/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
