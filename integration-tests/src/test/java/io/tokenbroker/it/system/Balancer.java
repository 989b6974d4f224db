// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One address for several servers: each connection goes to the first of them that takes it. It
 * knows no HTTP.
 */
public final class Balancer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int TIMEOUT_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> ports;
  private final NetClient client = vertx.createNetClient();
  private final NetServer server;

  /** Listens when this returns. */
  public Balancer(List<Integer> ports) {
    this.ports = List.copyOf(ports);
    this.server =
        vertx
            .createNetServer()
            .connectHandler(
                from -> {
                  from.pause();
                  pass(from, 0);
                });
    await(server.listen(0, HOST));
  }

  public URI url() {
    return URI.create("http://" + HOST + ":" + server.actualPort());
  }

  private void pass(NetSocket from, int index) {
    if (index == ports.size()) {
      var unused = from.close();
      return;
    }
    var unused =
        client
            .connect(ports.get(index), HOST)
            .onSuccess(
                to -> {
                  var unusedThere = from.pipeTo(to);
                  var unusedBack = to.pipeTo(from);
                })
            .onFailure(refused -> pass(from, index + 1));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static void await(Future<?> step) {
    try {
      var unused =
          step.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the balancer does not listen, or end", e);
    }
  }
}
