// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How providers are reached. Immutable.
 *
 * @param allowed networks that may be called although they are not public
 * @param proxy the way out, if there is one way only
 * @param trustFile certificates that are trusted as well as the JDK's, PEM
 */
public record ProviderNetwork(
    AllowedNetworks allowed, Optional<ProviderProxy> proxy, Optional<Path> trustFile) {

  /** Public addresses only, without a proxy. */
  public static ProviderNetwork defaults() {
    return new ProviderNetwork(AllowedNetworks.none(), Optional.empty(), Optional.empty());
  }

  /** This machine too: for demos and tests. */
  public static ProviderNetwork loopbackAllowed() {
    return new ProviderNetwork(AllowedNetworks.loopback(), Optional.empty(), Optional.empty());
  }

  /** This network by way of a proxy. */
  public ProviderNetwork withProxy(ProviderProxy other) {
    return new ProviderNetwork(allowed, Optional.of(other), trustFile);
  }

  /** This network with further certificates. */
  public ProviderNetwork withTrustFile(Path file) {
    return new ProviderNetwork(allowed, proxy, Optional.of(file));
  }
}
