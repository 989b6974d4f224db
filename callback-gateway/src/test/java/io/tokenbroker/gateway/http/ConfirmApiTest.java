// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.ConfirmAuthorization;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConfirmationCode;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmApiTest {
  private static final String ID = "a".repeat(43);
  private static final TokenKey GRANT = TokenKey.personal("acme", "crm", "alice");
  private static final Secret SECRET = Secret.of("the browser's own secret");

  private final TestIssuer issuer = new TestIssuer();
  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway =
        new TestGateway(
            folder, Duration.ofMillis(200), Optional.empty(), Optional.of(issuer.settings()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    issuer.close();
  }

  @Test
  void theBrokerGetsTheSecretSealedUnderTheGrant() {
    assertThat(confirm(ID, code(GRANT, ID), Optional.of("alice"), gateway.acmeKey).statusCode())
        .isEqualTo(202);

    ConfirmAuthorization command = gateway.events(ConfirmAuthorization.class).get(0);
    assertThat(gateway.log.get(0).topic()).isEqualTo(Topic.TOKEN_COMMANDS);
    assertThat(gateway.log.get(0).key()).isEqualTo(GRANT.toString());
    assertThat(command.getAuthorizationId()).isEqualTo(ID);
    assertThat(command.getRequestedBy()).isEqualTo("shop");
    assertThat(
            gateway
                .keysets
                .brokerInboxOpener()
                .openSecret(
                    command.getSealedConfirmationCode(), SealedField.confirmationCode(GRANT, ID)))
        .isEqualTo(SECRET);
  }

  @Test
  void aLinkThatWasPassedOnIsNotConfirmedInAnotherPersonsSession() {
    String code = code(GRANT, ID);

    assertProblem(confirm(ID, code, Optional.of("mallory"), gateway.acmeKey), 403, "user_mismatch");
    String mallory = TestIssuer.sign(issuer.claims("mallory", TestGateway.START, "start"));
    assertProblem(confirm(ID, code, Optional.empty(), mallory), 403, "user_mismatch");
    assertProblem(confirm(ID, code, Optional.of("alice"), mallory), 403, "insufficient_scope");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aUsersTokenIsItsOwnUser() {
    String alice = TestIssuer.sign(issuer.claims("alice", TestGateway.START, "start"));

    assertThat(confirm(ID, code(GRANT, ID), Optional.empty(), alice).statusCode()).isEqualTo(202);
  }

  @Test
  void anApplicationHasToNameTheUser() {
    assertProblem(
        confirm(ID, code(GRANT, ID), Optional.empty(), gateway.acmeKey), 400, "user_required");
    assertProblem(
        confirm(ID, code(GRANT, ID), Optional.of("x".repeat(300)), gateway.acmeKey),
        400,
        "invalid_name");
  }

  @Test
  void aCodeOfAnotherAuthorizationTenantOrKindIsNone() {
    String other = "b".repeat(43);
    String globex = code(TokenKey.personal("globex", "crm", "alice"), ID);
    String shared = code(TokenKey.shared("acme", "crm"), ID);

    for (String code : new String[] {code(GRANT, other), globex, shared, "AbCd", "nonsense!"}) {
      assertProblem(
          confirm(ID, code, Optional.of("alice"), gateway.acmeKey),
          400,
          "invalid_confirmation_code");
    }
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aCodeIsTakenForAnHourBeyondItsTimeSoThatItCanBeRepeated() {
    gateway.clock.advance(Duration.ofMinutes(70));
    assertThat(confirm(ID, code(GRANT, ID), Optional.of("alice"), gateway.acmeKey).statusCode())
        .isEqualTo(202);

    gateway.clock.advance(Duration.ofMillis(1));
    assertProblem(
        confirm(ID, code(GRANT, ID), Optional.of("alice"), gateway.acmeKey),
        409,
        "confirmation_code_expired");
  }

  private String code(TokenKey key, String id) {
    return gateway.codes.seal(
        new ConfirmationCode(
            key, new AuthorizationId(id), SECRET, TestGateway.START.plus(Duration.ofMinutes(10))));
  }

  private HttpResponse<String> confirm(
      String id, String code, Optional<String> user, String credential) {
    JsonObject body = new JsonObject().put("code", code);
    user.ifPresent(name -> body.put("user", name));
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/authorizations/" + id + "/confirm"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + credential)
            .POST(BodyPublishers.ofString(body.encode()))
            .build());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo(code);
  }
}
