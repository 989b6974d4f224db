// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenStatus;
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

/** What the demo shows of a grant whose end is known: it works until then. */
final class AnnouncedEndTest {
  private static final TokenVersion VERSION = new TokenVersion(7, 3);
  private static final Instant END = Instant.parse("2030-06-15T12:00:00Z");

  @Test
  void theStartPageOffersAllThatAConnectedGrantCan() {
    assertThat(page(needed(Optional.of(END), Optional.of(token()))))
        .contains("Connected until 2030-06-1", "grant_ends", "version 7.3")
        .contains("formaction=\"/refresh\"", "formaction=\"/disconnect\"", "Connect again");
    assertThat(page(needed(Optional.of(END), Optional.empty()))).contains("no token at the moment");
  }

  @Test
  void theStartPageOffersOnlyToConnectAGrantThatHasEnded() {
    assertThat(page(needed(Optional.empty(), Optional.of(token()))))
        .contains("It has to be connected again (grant_ends).")
        .doesNotContain("formaction=\"/refresh\"", "Connected until");
  }

  @Test
  void theRunnerPrintsByWhenAPersonIsNeeded() {
    StringWriter printed = new StringWriter();
    SampleRunner runner =
        new SampleRunner(
            new Userinfo(URI.create("http://127.0.0.1:9/userinfo")), new PrintWriter(printed));

    runner.onReauthorizationRequired(
        DemoGrant.PERSONAL.key(), needed(Optional.of(END), Optional.empty()));
    runner.onReauthorizationRequired(
        DemoGrant.PERSONAL.key(), needed(Optional.empty(), Optional.empty()));

    assertThat(printed.toString().lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("needs a new authorization by 2030-06-1"),
            second -> assertThat(second).contains("needs a new authorization  version 7.3"));
  }

  private static String page(TokenStatus status) {
    return new StartPageView().page("", grant -> status);
  }

  private static TokenStatus.ReauthorizationNeeded needed(
      Optional<Instant> requiredBy, Optional<AccessToken> stillUsable) {
    return new TokenStatus.ReauthorizationNeeded(
        VERSION, "grant_ends", Instant.EPOCH, requiredBy, stillUsable);
  }

  private static AccessToken token() {
    return new AccessToken(
        DemoGrant.PERSONAL.key(),
        VERSION,
        Secret.of("token"),
        "Bearer",
        List.of(),
        END,
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }
}
