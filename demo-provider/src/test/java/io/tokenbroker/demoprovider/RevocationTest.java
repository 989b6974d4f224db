// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.OTHER;
import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationTest {

  private final DemoProvider provider = DemoProvider.start(TestClient.settings());
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void revokingARefreshTokenEndsTheGrantWithItsAccessTokens() throws Exception {
    HttpResponse<String> issued = client.exchange(client.code());

    assertThat(client.revoke(REGISTRATION, refreshToken(issued)).statusCode()).isEqualTo(200);

    assertThat(client.userinfo(accessToken(issued)).statusCode()).isEqualTo(401);
    assertThat(error(client.refresh(refreshToken(issued)))).isEqualTo("invalid_grant");
    assertThat(provider.revocations()).isOne();
  }

  @Test
  void revokingAnAccessTokenLeavesTheGrantAlive() throws Exception {
    HttpResponse<String> issued = client.exchange(client.code());

    assertThat(client.revoke(REGISTRATION, accessToken(issued)).statusCode()).isEqualTo(200);

    assertThat(client.userinfo(accessToken(issued)).statusCode()).isEqualTo(401);
    assertThat(client.refresh(refreshToken(issued)).statusCode()).isEqualTo(200);
  }

  @Test
  void anUnknownTokenIsAsGoodAsRevoked() throws Exception {
    assertThat(client.revoke(REGISTRATION, "demo_rt_unknown").statusCode()).isEqualTo(200);
    assertThat(provider.revocations()).isZero();
  }

  @Test
  void anotherClientCannotRevokeAToken() throws Exception {
    HttpResponse<String> issued = client.exchange(client.code());

    assertThat(error(client.revoke(OTHER, refreshToken(issued)))).isEqualTo("invalid_grant");
    assertThat(error(client.revoke(OTHER, accessToken(issued)))).isEqualTo("invalid_grant");

    assertThat(client.userinfo(accessToken(issued)).statusCode()).isEqualTo(200);
    assertThat(client.refresh(refreshToken(issued)).statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongSecretRevokesNothing() throws Exception {
    HttpResponse<String> issued = client.exchange(client.code());
    RegisteredClient guess =
        new RegisteredClient(REGISTRATION.clientId(), "a guess", REGISTRATION.redirectUris());

    assertThat(client.revoke(guess, refreshToken(issued)).statusCode()).isEqualTo(401);

    assertThat(client.refresh(refreshToken(issued)).statusCode()).isEqualTo(200);
  }

  @Test
  void aScriptedRevocationFailsOnceAndRevokesNothing() throws Exception {
    HttpResponse<String> issued = client.exchange(client.code());
    provider.onRevocation(Behaviour.status(503, Map.of("Retry-After", "1"), ""));

    assertThat(client.revoke(REGISTRATION, refreshToken(issued)).statusCode()).isEqualTo(503);
    assertThat(provider.revocations()).isZero();
    assertThat(client.revoke(REGISTRATION, refreshToken(issued)).statusCode()).isEqualTo(200);
    assertThat(provider.revocations()).isOne();
  }
}
