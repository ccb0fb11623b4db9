package dev.perennial.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that may hold a token or a password, which nobody but its owner may read. */
public final class PrivateFile {

  private PrivateFile() {}

  /**
   * Writes a text in place of what is there. Where the file system knows no owners, it is a file
   * like any other.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, String text) throws IOException {
    // Made anew, so that it is never there with the text and the permissions of another.
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }
}
