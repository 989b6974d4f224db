// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.Userinfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SampleRunnerTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:9/userinfo");

  @Test
  void theDemoProviderIsShownItsOwnTokensOnly() {
    StringWriter printed = new StringWriter();
    SampleRunner runner = new SampleRunner(new Userinfo(NOBODY), new PrintWriter(printed));

    runner.onRefreshed(token(DemoGrant.SHARED.key()));
    runner.onRefreshed(token(TokenKey.personal(DemoGrant.TENANT, "github", "you")));
    runner.onRefreshed(token(TokenKey.shared("acme", DemoGrant.SHARED.connector())));

    assertThat(printed.toString().lines())
        .satisfiesExactly(
            demos -> assertThat(demos).contains("refreshed", "userinfo: not reached"),
            github -> assertThat(github).contains("refreshed").doesNotContain("userinfo"),
            anothers -> assertThat(anothers).contains("refreshed").doesNotContain("userinfo"));
  }

  private static AccessToken token(TokenKey key) {
    return new AccessToken(
        key,
        new TokenVersion(7, 3),
        Secret.of("token"),
        "Bearer",
        List.of(),
        Instant.parse("2030-06-15T12:00:00Z"),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }
}
