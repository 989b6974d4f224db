// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.container;

import io.tokenbroker.it.port.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The demo provider's image, at a port of the host that its issuer names. */
public final class ProviderContainer implements AutoCloseable {
  private static final String METADATA = "/.well-known/oauth-authorization-server";
  private static final String SECRET_FILE = "/tmp/client-secret";
  private static final int READABLE_BY_ALL = 0444;
  private static final Duration START_WAIT = Duration.ofMinutes(3);

  private final GenericContainer<?> container;
  private final URI issuer;

  private ProviderContainer(GenericContainer<?> container, URI issuer) {
    this.container = container;
    this.issuer = issuer;
  }

  /** Starts a provider with one client whose redirect URIs are on loopback. */
  public static ProviderContainer start(String clientId, String clientSecret) {
    int port = FreePort.next();
    URI issuer = URI.create("http://127.0.0.1:" + port);
    GenericContainer<?> container = new GenericContainer<>(Containers.Image.PROVIDER.imageName());
    container.setPortBindings(List.of(port + ":9000"));
    container
        .withEnv(
            Map.of(
                "DEMO_PROVIDER_HOST",
                "0.0.0.0",
                "DEMO_PROVIDER_ISSUER",
                issuer.toString(),
                "DEMO_PROVIDER_CLIENT_ID",
                clientId,
                "DEMO_PROVIDER_CLIENT_SECRET_FILE",
                SECRET_FILE))
        .withCopyToContainer(Transferable.of(clientSecret, READABLE_BY_ALL), SECRET_FILE)
        .waitingFor(Wait.forHttp(METADATA).forPort(9000).withStartupTimeout(START_WAIT));
    try {
      container.start();
      return new ProviderContainer(container, issuer);
    } catch (RuntimeException e) {
      container.stop();
      throw e;
    }
  }

  /** RFC 8414's issuer identifier; the endpoints are below it. */
  public URI issuer() {
    return issuer;
  }

  @Override
  public void close() {
    container.stop();
  }
}
