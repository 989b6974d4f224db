// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.standalone.system.DataFolder;
import io.tokenbroker.standalone.system.DemoGrant;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What {@code tokenbroker dev} says when it is ready. */
final class Welcome {
  private static final String TEXT =
      """

      Token broker is ready (%.1f s). Open this page and press Connect:

          %s

      Or open this link, which is for the user "%s" and good for ten minutes:

          %s

      The same by hand, as an application's back end does it (the key is for this run only):

          export TOKENBROKER_API_KEY=%s
          curl -s -X POST %s/v1/connectors/%s/authorizations \\
            -H "Authorization: Bearer $TOKENBROKER_API_KEY" \\
            -H 'Content-Type: application/json' -d '{"user": "%s"}'

      Then, in another terminal:

          ./tokenbroker%s grants refresh %s
          ./tokenbroker%s grants revoke %s
          kcat -b %s -L
          curl -s %s
          curl -s %s

      Tokens live for two minutes here, so a refresh is seen every minute and a half.
      Data: %s (log: tokenbroker.log, connectors: connectors.yaml). Ctrl-C stops.
      """;

  private static final String USUAL_BOOTSTRAP_PORT = ":9092";

  private Welcome() {}

  static String text(
      URI page,
      URI connectLink,
      URI gateway,
      List<URI> metrics,
      String apiKey,
      String bootstrap,
      DataFolder data,
      Duration took) {
    String option =
        bootstrap.endsWith(USUAL_BOOTSTRAP_PORT) ? "" : " --bootstrap-server " + bootstrap;
    DemoGrant grant = DemoGrant.PERSONAL;
    return TEXT.formatted(
        took.toMillis() / 1000.0,
        page,
        grant.user().orElseThrow(),
        connectLink,
        apiKey,
        gateway,
        grant.connector(),
        grant.user().orElseThrow(),
        option,
        grant.key(),
        option,
        grant.key(),
        bootstrap,
        metrics.get(0),
        metrics.get(1),
        data.root());
  }
}
