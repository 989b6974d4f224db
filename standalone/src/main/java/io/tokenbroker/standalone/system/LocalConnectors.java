// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.cli.connector.ConnectorFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;

/**
 * Writes the demo's connectors as a file, for people to read and copy from, and applies it as
 * {@code tokenbroker connectors apply} would.
 */
final class LocalConnectors {
  private static final String FILE =
      """
      # Written at every start, for the demo provider of this run. Connectors of your own go into
      # another file: tokenbroker connectors apply -f FILE --keys %s
      tenant: %s
      connectors:
      """;

  private static final String CONNECTOR =
      """
        %s:
          authMode: %s
          issuer: %s             # its metadata (RFC 8414) names the endpoints
          clientId: %s
          clientSecret: { file: %s }
          scopes: [profile]
          allowedReturnOrigins: [%s]
          %srefreshMargin: %ds
          refreshReplay: never   # a refresh token of the demo provider is for one use
      """;

  /** Nobody but the one who started it is at this machine. */
  private static final String BINDING =
      "binding: link          # for dev and demo: whoever holds the connect link is believed\n    ";

  private final DataFolder data;
  private final ConnectorApplier applier;

  LocalConnectors(DataFolder data, ConnectorApplier applier) {
    this.data = data;
    this.applier = applier;
  }

  void apply(URI issuer, String clientId, LocalSystemSettings settings) {
    StringBuilder file = new StringBuilder(FILE.formatted(data.keysets(), DemoGrant.TENANT));
    for (DemoGrant grant : DemoGrant.values()) {
      file.append(
          CONNECTOR.formatted(
              grant.connector(),
              grant.user().isPresent() ? "per-user" : "shared",
              issuer,
              clientId,
              data.clientSecret().getFileName(),
              settings.returnOrigin().map(URI::toString).orElse(""),
              grant.user().isPresent() ? BINDING : "",
              settings.refreshMargin().toSeconds()));
    }
    try {
      Files.writeString(data.connectors(), file);
    } catch (IOException e) {
      throw new StartException("The connectors could not be written: " + e, e);
    }
    applier.apply(ConnectorFile.read(data.connectors()), false, false);
  }
}
