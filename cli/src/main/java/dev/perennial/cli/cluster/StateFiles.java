package dev.perennial.cli.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/** The files that one checkpoint or savepoint is made of. */
final class StateFiles {

  /** Flink writes it last, and under this name only when it is whole. */
  static final String METADATA = "_metadata";

  private final Path checkpoint;
  private final List<FileStateHandle> files = new ArrayList<>();

  private StateFiles(Path checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * What is wrong with a checkpoint: its metadata cannot be read, or a file that they name is not
   * there or of another length. Empty if nothing is.
   *
   * @param checkpoint its directory
   */
  static Optional<String> flaw(Path checkpoint) {
    StateFiles files = new StateFiles(checkpoint);
    try {
      files.read();
    } catch (IOException unreadable) {
      return Optional.of("%s cannot be read: %s".formatted(METADATA, unreadable));
    }
    return files.files.stream().flatMap(file -> flaw(file).stream()).findFirst();
  }

  /**
   * The files that a checkpoint's metadata name.
   *
   * @param checkpoint its directory
   * @throws IOException if they cannot be read
   */
  static List<Path> named(Path checkpoint) throws IOException {
    StateFiles files = new StateFiles(checkpoint);
    files.read();
    return files.files.stream().map(StateFiles::path).toList();
  }

  /**
   * Cuts a file in half.
   *
   * @param checkpoint its directory
   * @return the file; empty if there is none
   */
  static Optional<Path> damage(Path checkpoint, StatePart part) {
    try {
      StateFiles files = new StateFiles(checkpoint);
      files.read();
      Optional<Path> victim =
          switch (part) {
            case METADATA -> Optional.of(checkpoint.resolve(METADATA));
            case LARGEST_FILE ->
                files.files.stream()
                    .max(Comparator.comparingLong(FileStateHandle::getStateSize))
                    .map(StateFiles::path);
          };
      if (victim.isPresent()) {
        try (FileChannel file = FileChannel.open(victim.get(), StandardOpenOption.WRITE)) {
          file.truncate(file.size() / 2);
        }
      }
      return victim;
    } catch (IOException e) {
      throw new UncheckedIOException("a checkpoint cannot be damaged: " + checkpoint, e);
    }
  }

  private static Path path(FileStateHandle file) {
    return Path.of(file.getFilePath().toUri());
  }

  private static Optional<String> flaw(FileStateHandle file) {
    Path path = path(file);
    try {
      long length = Files.size(path);
      return length == file.getStateSize()
          ? Optional.empty()
          : Optional.of("%s has %,d of %,d bytes".formatted(path, length, file.getStateSize()));
    } catch (IOException e) {
      return Optional.of("%s cannot be read: %s".formatted(path, e));
    }
  }

  /**
   * What a checkpoint or savepoint says of itself.
   *
   * @throws IOException if it cannot be read
   */
  static CheckpointMetadata metadata(Path checkpoint) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(checkpoint.resolve(METADATA))))) {
      return Checkpoints.loadCheckpointMetadata(
          in, StateFiles.class.getClassLoader(), checkpoint.toUri().toString());
    } catch (RuntimeException noMetadata) {
      throw new IOException(noMetadata);
    }
  }

  private void read() throws IOException {
    for (OperatorState operator : metadata(checkpoint).getOperatorStates()) {
      operator.getStates().forEach(this::add);
    }
  }

  private void add(OperatorSubtaskState task) {
    for (OperatorStateHandle state : task.getManagedOperatorState()) {
      add(state.getDelegateStateHandle());
    }
    for (KeyedStateHandle state : task.getManagedKeyedState()) {
      if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
        add(incremental.getMetaDataStateHandle());
        incremental.getSharedState().forEach(this::add);
        incremental.getPrivateState().forEach(this::add);
      } else if (state instanceof KeyGroupsStateHandle whole) {
        add(whole.getDelegateStateHandle());
      }
    }
  }

  private void add(HandleAndLocalPath file) {
    add(file.getHandle());
  }

  /** What is small stands in the metadata themselves. */
  private void add(StreamStateHandle state) {
    if (state instanceof FileStateHandle file) {
      files.add(file);
    }
  }
}
