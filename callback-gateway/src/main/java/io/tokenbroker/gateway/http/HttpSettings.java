// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import java.net.URI;
import java.util.Optional;

/**
 * Where the gateway listens and is reached.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0: any free one
 * @param publicUrl where browsers reach the gateway; without one, derived from a loopback host.
 *     https, or plain http on loopback
 */
public record HttpSettings(String host, int port, Optional<URI> publicUrl) {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message says which and why
   */
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
    }
    publicUrl.ifPresentOrElse(PublicUrl::new, () -> PublicUrl.requireLoopback(host));
  }
}
