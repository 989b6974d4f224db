// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is remembered of one request. Holds no secret.
 *
 * @param method the HTTP method
 * @param path the path without the query
 * @param grantType the {@code grant_type} as it was sent, whether known or not
 * @param credential the hash of the {@code refresh_token}, {@code code} or {@code token} parameter
 * @param status what was answered; empty if no answer was sent (it hung, the connection was
 *     dropped, the client left)
 * @param receivedAt when the request arrived, by the clock of the settings
 */
public record RecordedRequest(
    String method,
    String path,
    Optional<String> grantType,
    Optional<Sha256> credential,
    OptionalInt status,
    Instant receivedAt) {

  static RecordedRequest received(String method, String path, Parameters parameters, Instant now) {
    Optional<Sha256> credential =
        parameters
            .value("refresh_token")
            .or(() -> parameters.value("code"))
            .or(() -> parameters.value("token"))
            .map(Sha256::of);
    return new RecordedRequest(
        method, path, parameters.value("grant_type"), credential, OptionalInt.empty(), now);
  }

  RecordedRequest answered(int answeredStatus) {
    return new RecordedRequest(
        method, path, grantType, credential, OptionalInt.of(answeredStatus), receivedAt);
  }

  Optional<GrantType> knownGrantType() {
    return grantType.flatMap(GrantType::of);
  }
}
