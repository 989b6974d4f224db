// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisteredClientTest {

  @ParameterizedTest
  @CsvSource({
    "https://app.example/cb,       https://app.example/cb",
    "https://app.example/cb?a=b,   https://app.example/cb?a=b",
    "https://app.example/*,        https://app.example/oauth/callback/github",
    "https://app.example/oauth/*,  https://app.example/oauth/callback?x=y",
    "http://127.0.0.1/cb,          http://127.0.0.1:51234/cb",
    "http://127.0.0.1:8080/*,      http://127.0.0.1:9090/any",
    "http://[::1]/cb,              http://[::1]:51234/cb",
  })
  void redirectUrisThatTheRegistrationAllows(String registered, String requested) {
    assertThat(client(registered).allowsRedirectTo(requested)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example/cb,       https://app.example/cb/",
    "https://app.example/cb,       https://app.example/cb?a=b",
    "https://app.example/cb?a=b,   https://app.example/cb",
    "https://app.example/cb,       http://app.example/cb",
    "https://app.example/cb,       https://app.example:8443/cb",
    "https://app.example/*,        https://app.example.evil.example/cb",
    "https://app.example/*,        https://app.example@evil.example/cb",
    "https://app.example/*,        https://user@app.example/cb",
    "https://app.example/*,        https://app.example/cb#fragment",
    "https://app.example/oauth/*,  https://app.example/oauth/../admin",
    "https://app.example/oauth/*,  https://app.example/oauth/%2e%2e/admin",
    "https://app.example/oauth/*,  https://app.example/oauthx",
    "http://127.0.0.1/cb,          http://127.0.0.2/cb",
    "http://localhost/cb,          http://localhost:8080/cb",
    "https://app.example/cb,       /cb",
    "https://app.example/*,        javascript:alert(1)",
    "https://app.example/*,        'https://app.example/a b'",
  })
  void redirectUrisThatTheRegistrationDoesNotAllow(String registered, String requested) {
    assertThat(client(registered).allowsRedirectTo(requested)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cb", "https://app.example/cb#fragment", "urn:x:y"})
  void aRedirectUriMustBeAbsoluteWithoutAFragment(String uri) {
    assertThatThrownBy(() -> client(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(uri);
  }

  private static RegisteredClient client(String redirectUri) {
    return new RegisteredClient("client", "secret", List.of(redirectUri));
  }
}
