// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is remembered of one request. {@link #toString()} holds no secret; {@link #headers} and
 * {@link #fields} do, for tests to look at.
 *
 * @param method the HTTP method
 * @param path the path without the query
 * @param grantType the {@code grant_type} as it was sent, whether known or not
 * @param clientId who it says that it is, by {@code client_id} or the Basic header; unverified
 * @param credential the hash of the {@code refresh_token}, {@code code} or {@code token} parameter
 * @param headers by their names in lower case; of one that was sent twice the first
 * @param fields the form's or the JSON object's, or else the query's, with all their values
 * @param status what was answered; empty if no answer was sent (it hung, the connection was
 *     dropped, the client left)
 * @param receivedAt when the request arrived, by the clock of the settings
 */
public record RecordedRequest(
    String method,
    String path,
    Optional<String> grantType,
    Optional<String> clientId,
    Optional<Sha256> credential,
    Map<String, String> headers,
    Map<String, List<String>> fields,
    OptionalInt status,
    Instant receivedAt) {

  static RecordedRequest received(EndpointRequest request, Instant now) {
    Parameters parameters = request.parameters();
    Optional<Sha256> credential =
        parameters
            .value("refresh_token")
            .or(() -> parameters.value("code"))
            .or(() -> parameters.value("token"))
            .map(Sha256::of);
    return new RecordedRequest(
        request.method(),
        request.path(),
        parameters.value("grant_type"),
        parameters.value("client_id").or(() -> fromBasic(request)),
        credential,
        request.headers(),
        parameters.all(),
        OptionalInt.empty(),
        now);
  }

  private static Optional<String> fromBasic(EndpointRequest request) {
    try {
      return request
          .credentials("Basic")
          .map(
              credentials ->
                  new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8))
          .map(pair -> pair.substring(0, Math.max(0, pair.indexOf(':'))))
          .map(Clients::decoded)
          .filter(id -> !id.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  RecordedRequest of(String otherClient) {
    return new RecordedRequest(
        method,
        path,
        grantType,
        Optional.of(otherClient),
        credential,
        headers,
        fields,
        status,
        receivedAt);
  }

  RecordedRequest answered(int answeredStatus) {
    return new RecordedRequest(
        method,
        path,
        grantType,
        clientId,
        credential,
        headers,
        fields,
        OptionalInt.of(answeredStatus),
        receivedAt);
  }

  /** The first value of a field. */
  public Optional<String> field(String name) {
    return fields.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** A header, however its name is written. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  Optional<GrantType> knownGrantType() {
    return grantType.flatMap(GrantType::of);
  }

  /** Names of headers and fields, no values of theirs. */
  @Override
  public String toString() {
    return "RecordedRequest[%s %s, grantType=%s, clientId=%s, headers=%s, fields=%s, status=%s, at %s]"
        .formatted(
            method,
            path,
            grantType.orElse("-"),
            clientId.orElse("-"),
            headers.keySet(),
            fields.keySet(),
            status.isPresent() ? status.getAsInt() : "-",
            receivedAt);
  }
}
