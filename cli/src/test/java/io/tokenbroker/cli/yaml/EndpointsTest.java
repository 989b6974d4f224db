// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:9000/token",
        "http://provider.localhost:9000/token",
        "http://PROVIDER.LOCALHOST/token",
        "http://127.0.0.1/token"
      })
  void plainHttpIsForNamesOfThisMachine(String endpoint) {
    assertThat(Endpoints.problem(URI.create(endpoint))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://provider.localhost.example/token",
        "http://notlocalhost/token",
        "http://provider.localhost./token",
        "http://demo-provider:9000/token"
      })
  void plainHttpIsForNoOtherName(String endpoint) {
    assertThat(Endpoints.problem(URI.create(endpoint))).isPresent();
  }
}
