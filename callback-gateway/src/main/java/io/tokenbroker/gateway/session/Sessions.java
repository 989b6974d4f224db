// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** The sessions of browsers. Thread-safe. */
public interface Sessions {
  /** The session of the browser that sent the request, unless there is none or it has ended. */
  Optional<Session> current(RoutingContext rc);

  /**
   * Where a browser logs in, to come back afterwards; empty where the deployment has no login.
   *
   * @param backTo path of ours, with its query, from its first slash
   */
  Optional<URI> loginUrl(String backTo);

  /** Of a deployment where nobody has one. */
  static Sessions none() {
    return new Sessions() {
      @Override
      public Optional<Session> current(RoutingContext rc) {
        return Optional.empty();
      }

      @Override
      public Optional<URI> loginUrl(String backTo) {
        return Optional.empty();
      }
    };
  }
}
