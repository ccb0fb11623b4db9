package dev.perennial.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Undoes open transactions while their producer lives, as a broker does with those that have timed
 * out: an abort in the producer's name, with its epoch, of which it does not know.
 */
final class UndoneTransactions implements AutoCloseable {

  private static final short VERSION = ApiKeys.END_TXN.latestVersion();

  private final Admin admin;
  private final String host;
  private final int port;

  UndoneTransactions(String bootstrapServers) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    String[] address = bootstrapServers.split(":", -1);
    host = address[0];
    port = Integer.parseInt(address[1]);
  }

  /** Whether one was open and is undone now. */
  boolean undo(String name) throws Exception {
    TransactionDescription open = describe(name);
    return open.state() == TransactionState.ONGOING
        && abort(name, open) == Errors.NONE
        && describe(name).state() != TransactionState.ONGOING;
  }

  private TransactionDescription describe(String name) throws Exception {
    return admin.describeTransactions(List.of(name)).description(name).get();
  }

  private Errors abort(String name, TransactionDescription open) throws IOException {
    EndTxnRequestData data =
        new EndTxnRequestData()
            .setTransactionalId(name)
            .setProducerId(open.producerId())
            .setProducerEpoch((short) open.producerEpoch())
            .setCommitted(false);
    RequestHeader header = new RequestHeader(ApiKeys.END_TXN, VERSION, "test", 1);
    ByteBuffer request =
        new EndTxnRequest.Builder(data, true).build(VERSION).serializeWithHeader(header);
    try (Socket socket = new Socket(host, port);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      out.writeInt(request.remaining());
      out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
      ByteBuffer response = ByteBuffer.wrap(in.readNBytes(in.readInt()));
      return ((EndTxnResponse) AbstractResponse.parseResponse(response, header)).error();
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
