// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.OTHER;
import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.clientCredentialsForm;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientCredentialsTest {

  private final MutableClock clock = new MutableClock();
  private final DemoProvider provider =
      DemoProvider.start(TestClient.settings().withClock(clock).withRecordSecrets(true));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void aClientGetsAnAccessTokenAndNoRefreshToken() throws Exception {
    HttpResponse<String> answer = obtain();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).fieldNames())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
    assertThat(new JsonObject(answer.body()).getInteger("expires_in")).isEqualTo(300);
    assertThat(provider.issuedSecrets()).containsExactly(accessToken(answer));
    assertThat(provider.tokenRequests(GrantType.CLIENT_CREDENTIALS)).isOne();
    assertThat(provider.requests().get(0).grantType()).hasValue("client_credentials");
  }

  @Test
  void anyScopeIsGrantedAndNamedInTheAnswer() throws Exception {
    Map<String, String> form = new HashMap<>(clientCredentialsForm());
    form.put("scope", "read admin");

    HttpResponse<String> answer = client.token(REGISTRATION, form);

    assertThat(new JsonObject(answer.body()).getString("scope")).isEqualTo("read admin");
  }

  @Test
  void userinfoNamesTheClient() throws Exception {
    HttpResponse<String> answer = obtain();

    assertThat(new JsonObject(client.userinfo(accessToken(answer)).body()))
        .isEqualTo(
            new JsonObject()
                .put("sub", REGISTRATION.clientId())
                .put("name", REGISTRATION.clientId()));
    clock.advance(Duration.ofMinutes(5));
    assertThat(client.userinfo(accessToken(answer)).statusCode()).isEqualTo(401);
  }

  @Test
  void everyTokenLivesOnItsOwn() throws Exception {
    HttpResponse<String> first = obtain();
    HttpResponse<String> second = obtain();

    assertThat(accessToken(first)).isNotEqualTo(accessToken(second));
    assertThat(error(client.revoke(OTHER, accessToken(first)))).isEqualTo("invalid_grant");
    assertThat(client.revoke(REGISTRATION, accessToken(first)).statusCode()).isEqualTo(200);
    assertThat(client.userinfo(accessToken(first)).statusCode()).isEqualTo(401);
    assertThat(client.userinfo(accessToken(second)).statusCode()).isEqualTo(200);
    assertThat(provider.revocations()).isOne();
  }

  @Test
  void itNeitherHarmsNorIsHarmedByThePeoplesGrants() throws Exception {
    HttpResponse<String> own = obtain();
    HttpResponse<String> ada = client.exchange(client.code());
    obtain();

    assertThat(client.refresh(refreshToken(ada)).statusCode()).isEqualTo(200);
    client.revoke(REGISTRATION, refreshToken(ada));

    assertThat(client.userinfo(accessToken(ada)).statusCode()).isEqualTo(401);
    assertThat(client.userinfo(accessToken(own)).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientHasToAuthenticate() throws Exception {
    RegisteredClient guess =
        new RegisteredClient(REGISTRATION.clientId(), "a guess", REGISTRATION.redirectUris());

    assertThat(error(client.token(guess, clientCredentialsForm()))).isEqualTo("invalid_client");
    assertThat(error(client.tokenWithoutAuthentication(clientCredentialsForm())))
        .isEqualTo("invalid_client");
    assertThat(provider.issuedSecrets()).isEmpty();
  }

  @Test
  void aScriptCanBeForThisGrantTypeOnly() throws Exception {
    provider.onToken(GrantType.CLIENT_CREDENTIALS, Behaviour.error(400, "unauthorized_client"));

    assertThat(client.exchange(client.code()).statusCode()).isEqualTo(200);
    assertThat(error(obtain())).isEqualTo("unauthorized_client");
    assertThat(obtain().statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> obtain() throws IOException, InterruptedException {
    return client.token(REGISTRATION, clientCredentialsForm());
  }
}
