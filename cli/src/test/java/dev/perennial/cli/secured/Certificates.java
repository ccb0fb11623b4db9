package dev.perennial.cli.secured;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

/**
 * A broker's and a client's key with its certificate, each signed by itself, and truststores with
 * the one certificate of the other. All in PKCS12, under {@link #PASSWORD}.
 */
final class Certificates {

  static final String PASSWORD = "t0p-s3cr3t-store";

  private final Path directory;

  private Certificates(Path directory) {
    this.directory = directory;
  }

  static Certificates in(Path directory) throws Exception {
    Certificates made = new Certificates(Files.createDirectories(directory));
    made.key("broker");
    made.key("client");
    made.truststore("broker");
    made.truststore("client");
    return made;
  }

  Path keystore(String owner) {
    return directory.resolve(owner + "-key.p12");
  }

  /** Who has it believes that certificate and no other. */
  Path trusting(String owner) {
    return directory.resolve(owner + "-certificate.p12");
  }

  private void key(String owner) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                owner,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-dname",
                "CN=" + owner,
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-keystore",
                keystore(owner).toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(owner + ".log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException(
          "keytool: " + Files.readString(directory.resolve(owner + ".log")));
    }
  }

  private void truststore(String owner) throws Exception {
    KeyStore key = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore(owner))) {
      key.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(owner, key.getCertificate(owner));
    try (OutputStream out = Files.newOutputStream(trusting(owner))) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }
}
