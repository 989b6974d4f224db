// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {
  private static final String BASE64_URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final AuthorizationId ID = AuthorizationId.ofSeed(Secret.of("state"));
  private static final AuthorizationId OTHER_ID = AuthorizationId.ofSeed(Secret.of("other"));
  private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");
  private static final ConnectTicket TICKET =
      new ConnectTicket(
          TokenKey.personal("acme", "crm", "älice/ö"),
          List.of("a", "b"),
          Optional.of(new ReturnUrl(URI.create("https://app.example/done"))),
          "shop",
          Secret.of("the-state"),
          new CodeVerifier(Secret.of("the-verifier")),
          EXPIRY,
          true);
  private static final Flow FLOW =
      new Flow(
          ID,
          TokenKey.shared("acme", "crm"),
          Optional.empty(),
          EXPIRY,
          Optional.of("https://issuer.example"),
          3,
          new CallbackTerms(new ParameterNames(Map.of("state", "st")), List.of("realmId")),
          Binding.CONFIRM,
          Secret.of("the-confirmation"),
          true);

  private GatewayKeys keys;
  private ConnectTickets tickets;
  private FlowCookies cookies;

  @BeforeEach
  void makeKeys(@TempDir Path folder) {
    keys = keysIn(folder);
    tickets = new ConnectTickets(SealedText.of(keys));
    cookies = cookies(keys);
  }

  @Test
  void aTicketOpensToWhatItWas() {
    assertThat(tickets.open(tickets.seal(TICKET))).isEqualTo(TICKET);
  }

  @Test
  void aTicketThatWasChangedAnywhereDoesNotOpen() {
    String sealed = tickets.seal(TICKET);
    for (int i = 0; i < sealed.length(); i++) {
      String changed =
          sealed.substring(0, i) + (sealed.charAt(i) == 'A' ? 'B' : 'A') + sealed.substring(i + 1);
      assertThatThrownBy(() -> tickets.open(changed)).isInstanceOf(CannotOpenException.class);
    }
    assertThatThrownBy(() -> tickets.open("")).isInstanceOf(CannotOpenException.class);
    assertThatThrownBy(() -> tickets.open("a%b")).isInstanceOf(CannotOpenException.class);
  }

  /** Of lengths that leave none, two and four bits over at the end of base64url. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "aa", "aaa"})
  void nothingSealedHasASecondSpelling(String text) {
    AssociatedData place = new AssociatedData("Test", "", "text", "");
    SealedText sealer = SealedText.of(keys);
    String sealed = sealer.seal(text.getBytes(StandardCharsets.UTF_8), place);
    String start = sealed.substring(0, sealed.length() - 1);

    assertThat(sealer.open(sealed, place)).asString(StandardCharsets.UTF_8).isEqualTo(text);
    for (String last : BASE64_URL.split("", -1)) {
      if (!sealed.equals(start + last)) {
        assertThatThrownBy(() -> sealer.open(start + last, place))
            .isInstanceOf(CannotOpenException.class);
      }
    }
    for (String padding : List.of("=", "==")) {
      assertThatThrownBy(() -> sealer.open(sealed + padding, place))
          .isInstanceOf(CannotOpenException.class);
    }
  }

  @Test
  void aTicketOfAnotherDeploymentDoesNotOpen(@TempDir Path elsewhere) {
    GatewayKeys foreign = keysIn(elsewhere);
    String sealed = new ConnectTickets(SealedText.of(foreign)).seal(TICKET);

    assertThatThrownBy(() -> tickets.open(sealed)).isInstanceOf(CannotOpenException.class);
  }

  @Test
  void aCookieOpensForItsOwnAuthorizationOnly() {
    String value = cookies.cookie(FLOW, false).getValue();

    assertThat(cookies.open(ID, value)).isEqualTo(FLOW);
    assertThatThrownBy(() -> cookies.open(OTHER_ID, value)).isInstanceOf(CannotOpenException.class);
  }

  @Test
  void aTicketIsNoCookieAndACookieNoTicket() {
    String ticket = tickets.seal(TICKET);
    String cookie = cookies.cookie(FLOW, false).getValue();

    assertThatThrownBy(() -> cookies.open(ID, ticket)).isInstanceOf(CannotOpenException.class);
    assertThatThrownBy(() -> tickets.open(cookie)).isInstanceOf(CannotOpenException.class);
  }

  @Test
  void aConfirmationCodeOpensToWhatItWasAndNothingElseOpensAsOne() {
    ConfirmationCodes codes = new ConfirmationCodes(SealedText.of(keys));
    ConfirmationCode code = new ConfirmationCode(TICKET.key(), ID, Secret.of("the-secret"), EXPIRY);

    assertThat(codes.open(codes.seal(code))).isEqualTo(code);
    assertThat(code.toString()).doesNotContain("the-secret");
    String cookie = cookies.cookie(FLOW, false).getValue();
    assertThatThrownBy(() -> codes.open(cookie)).isInstanceOf(CannotOpenException.class);
    assertThatThrownBy(() -> codes.open(tickets.seal(TICKET)))
        .isInstanceOf(CannotOpenException.class);
  }

  @Test
  void nothingSealedShowsItsContent() {
    assertThat(tickets.seal(TICKET)).doesNotContain("acme").doesNotContain("the-state");
    assertThat(TICKET.toString()).doesNotContain("the-state").doesNotContain("the-verifier");
    assertThat(FLOW.toString()).doesNotContain("the-confirmation");
  }

  private static GatewayKeys keysIn(Path folder) {
    return GatewayKeys.from(
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek"))));
  }

  private static FlowCookies cookies(GatewayKeys keys) {
    return new FlowCookies(
        SealedText.of(keys), new PublicUrl(URI.create("https://connect.example")));
  }
}
