package dev.perennial.evaluator.topology;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** State to bytes and back, for tests. */
final class Codecs {

  private Codecs() {}

  static <S> byte[] saved(StateCodec<S> codec, S state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    codec.save(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static <S> S loaded(StateCodec<S> codec, byte[] saved) throws IOException {
    return codec.load(new DataInputStream(new ByteArrayInputStream(saved)));
  }
}
