package dev.perennial.cli.secured;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * Issues signed tokens to one client by OAuth's client credentials grant, and tells the key by
 * which they are checked, as an identity provider does. Closed by the thread that starts it.
 */
final class TokenIssuer implements AutoCloseable {

  static final String CLIENT = "carol";
  static final String SECRET = "carols-s3cr3t";
  static final String AUDIENCE = "perennial";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  private final HttpServer server;
  private final KeyPair key;

  private TokenIssuer(HttpServer server, KeyPair key) {
    this.server = server;
    this.key = key;
  }

  static TokenIssuer start() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    TokenIssuer issuer =
        new TokenIssuer(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            keys.generateKeyPair());
    issuer.server.createContext("/keys", exchange -> answer(exchange, 200, issuer.keys()));
    issuer.server.createContext("/token", issuer::token);
    issuer.server.start();
    // As an operator has to allow it in every JVM that asks it.
    System.setProperty(ALLOWED, issuer.keysUrl() + "," + issuer.tokenUrl());
    return issuer;
  }

  String keysUrl() {
    return "http://127.0.0.1:%d/keys".formatted(server.getAddress().getPort());
  }

  String tokenUrl() {
    return "http://127.0.0.1:%d/token".formatted(server.getAddress().getPort());
  }

  private void token(HttpExchange exchange) throws IOException {
    String credentials =
        Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
    if (!("Basic " + credentials).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    try {
      answer(
          exchange,
          200,
          "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":600}"
              .formatted(signed()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signed() throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"issuer\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"scope\":\"kafka\"}"
            .formatted(CLIENT, AUDIENCE, now, now + 600);
    String signed =
        BASE64.encodeToString("{\"alg\":\"RS256\",\"kid\":\"1\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + BASE64.encodeToString(claims.getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key.getPrivate());
    signature.update(signed.getBytes(US_ASCII));
    return signed + "." + BASE64.encodeToString(signature.sign());
  }

  private String keys() {
    RSAPublicKey published = (RSAPublicKey) key.getPublic();
    return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(unsigned(published.getModulus()), unsigned(published.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    byte[] body = json.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    System.clearProperty(ALLOWED);
    server.stop(0);
  }
}
