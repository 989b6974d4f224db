// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.address.QueryText;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://App.Example, https://app.example:443",
    "HTTPS://app.example:443/, https://app.example",
    "http://localhost:3000, http://LOCALHOST:3000",
    "http://127.0.0.1, http://127.0.0.1:80",
    "http://[::1]:8080, http://[::1]:8080/"
  })
  void spellingsOfOneOriginAreOne(String one, String other) {
    assertThat(Origin.parse(one)).isPresent().isEqualTo(Origin.parse(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "https://user@app.example",
        "https://app.example/path",
        "ftp://app.example",
        "app.example",
        "*",
        "https://*.app.example",
        ""
      })
  void whatIsNoUsableOriginAllowsNothing(String text) {
    assertThat(Origin.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://connect.example",
        "https://connect.example/?a=b",
        "https://connect.example/#a",
        "https://me@connect.example",
        "connect.example"
      })
  void aPublicUrlThatBrowsersCanNotSafelyUseIsRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PublicUrl(URI.create(url)))
        .withMessageContaining("https://host");
  }

  @Test
  void aPublicUrlLosesItsLastSlash() {
    assertThat(new PublicUrl(URI.create("https://connect.example/")).value())
        .hasToString("https://connect.example");
  }

  @Test
  void onlyOnLoopbackThePublicUrlIsDerived() {
    assertThat(PublicUrl.onLoopback("::1", 80).value()).hasToString("http://[::1]:80");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublicUrl.onLoopback("0.0.0.0", 80))
        .withMessageContaining("set the public URL");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/p, https://a.example/p?x=%26+%3D",
    "https://a.example/p?, https://a.example/p?x=%26+%3D",
    "https://a.example/p?y=1, https://a.example/p?y=1&x=%26+%3D"
  })
  void parametersAreAddedToWhatIsThere(String address, String expected) {
    assertThat(QueryText.append(URI.create(address), Map.of("x", "& ="))).hasToString(expected);
  }
}
