package dev.perennial.cli.image;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image's files below a directory, and what it starts, with the JVM of this test in place of the
 * base image's. As in a container with a read-only root file system, what is started cannot write
 * there: it runs as the image's user where this test may say so, and nobody has the right.
 */
final class UnpackedImage implements AutoCloseable {

  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private final ImageTar image;
  private final Path directory;
  private final List<Process> started = new ArrayList<>();

  private UnpackedImage(ImageTar image, Path directory) {
    this.image = image;
    this.directory = directory;
  }

  /** Unpacks the image of that name where every user may read. */
  static UnpackedImage of(String name) throws IOException {
    ImageTar image = ImageTar.of(name);
    Path directory = Files.createTempDirectory(name);
    UnpackedImage unpacked = new UnpackedImage(image, directory);
    image.unpack(Files.createDirectories(unpacked.root()));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        Files.createDirectories(unpacked.temporary()),
        PosixFilePermissions.fromString("rwxrwxrwx"));
    return unpacked;
  }

  /** In place of the container's {@code /}. */
  Path root() {
    return directory.resolve("root");
  }

  /** In place of {@code /tmp}. */
  private Path temporary() {
    return directory.resolve("tmp");
  }

  /** What the started process has said. */
  Path log() {
    return directory.resolve("log");
  }

  String read(String path) throws IOException {
    return Files.readString(root().resolve(path));
  }

  /** Puts a file there, as a mount would. */
  void mount(String path, String content) throws IOException {
    Path file = root().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Puts a copy of a file there, as the base image would have it. */
  void add(String path, Path file) throws IOException {
    Path copy = root().resolve(path);
    Files.createDirectories(copy.getParent());
    Files.copy(file, copy);
  }

  /** Each file and directory with when it was changed. */
  Map<Path, Long> state() throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      return all.collect(Collectors.toMap(path -> path, path -> path.toFile().lastModified()));
    }
  }

  /** Starts what the image starts, with those arguments instead of its own if there are any. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    for (String part : image.texts("Entrypoint")) {
      // It names paths of the container, which an argument file cannot be told to look elsewhere.
      command.add(
          part.endsWith("/jib-classpath-file") ? here(read(part.substring(2))) : here(part));
    }
    (arguments.length == 0 ? image.texts("Cmd") : List.of(arguments))
        .forEach(argument -> command.add(here(argument)));
    command.remove(0);
    return java(command);
  }

  /** Starts a JVM with the image's environment in its working directory. */
  Process java(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(asItsUser());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    forbidWriting();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(
                root().resolve(image.config().path("WorkingDir").asText().substring(1)).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().clear();
    image.environment().forEach((key, value) -> builder.environment().put(key, here(value)));
    builder
        .environment()
        .merge(
            "JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary(), (its, ours) -> its + " " + ours);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private List<String> asItsUser() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    String[] user = image.config().path("User").asText().split(":");
    return List.of("setpriv", "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups");
  }

  private String here(String text) {
    return text.replaceAll(
        "(?<=^|[:@=])/(?=(opt|etc|tmp)/)",
        (text.startsWith("/tmp/") ? directory : root()) + File.separator);
  }

  private void forbidWriting() throws IOException {
    permit(false);
  }

  private void permit(boolean mayWrite) throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        permissions.removeAll(WRITE);
        permissions.add(PosixFilePermission.OTHERS_READ);
        if (Files.isDirectory(path)) {
          permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        if (mayWrite) {
          permissions.add(PosixFilePermission.OWNER_WRITE);
        }
        Files.setPosixFilePermissions(path, permissions);
      }
    }
  }

  /** Ends what was started and removes the files. */
  @Override
  public void close() throws IOException {
    started.forEach(Process::destroyForcibly);
    permit(true);
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
