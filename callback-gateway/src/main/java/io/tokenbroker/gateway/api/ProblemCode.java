// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every code of a problem that the gateway decides on by itself; docs/gateway.md and the OpenAPI
 * document list the same. With 409 the code is the reason of broker or provider instead.
 */
public enum ProblemCode {
  INVALID_REQUEST(400, "a field or parameter is missing, unknown, malformed or doubled"),
  BAD_REQUEST(400, "the request is no proper HTTP"),
  INVALID_SCOPE(400, "a scope can't be sent, or there are too many"),
  INVALID_NAME(400, "a user or alias can't be a name"),
  TOO_LONG(400, "names and return URL don't fit into a browser's cookie together"),
  USER_REQUIRED(400, "the connector is per-user, or the caller is nobody: name the user"),
  USER_NOT_ALLOWED(400, "the connector is shared by the whole tenant: name no user"),
  RETURN_URL_REQUIRED(400, "the connector's grants are confirmed: the code needs a way back"),
  RETURN_URL_NOT_ALLOWED(400, "the connector does not allow it, or no browser is needed"),
  SUBJECT_TOKEN_REQUIRED(400, "the connector exchanges tokens: send one"),
  SUBJECT_TOKEN_NOT_ALLOWED(400, "the connector exchanges no tokens: send none"),
  DEVICE_FLOW_NOT_SUPPORTED(400, "the connector has no device authorization endpoint"),
  CONNECTOR_NOT_USABLE(400, "the connector's definition is at fault here; the detail says how"),
  INVALID_CONFIRMATION_CODE(400, "not a code of this authorization, or not a code at all"),
  UNAUTHORIZED(401, "no API key or token, or one that is not accepted"),
  INSUFFICIENT_SCOPE(403, "the caller lacks the scope that WWW-Authenticate names"),
  USER_MISMATCH(403, "the grant is for another user"),
  UNKNOWN_CONNECTOR(404, "the tenant has no connector of this name"),
  MALFORMED_AUTHORIZATION_ID(404, "not an authorization id"),
  NOT_FOUND(404, "there is no such path"),
  METHOD_NOT_ALLOWED(405, "the path has another method"),
  CONFIRMATION_CODE_EXPIRED(409, "the code is older than it may be"),
  BODY_TOO_LARGE(413, "the body is larger than 32 KiB"),
  RATE_LIMITED(429, "too many requests of this address, user or tenant: try again later"),
  INTERNAL_ERROR(500, "the gateway's log says what happened"),
  UNAVAILABLE(503, "Kafka or the tokens' issuer is away, or the gateway starts: try again"),
  NO_ANSWER(504, "the broker did not answer in time: try again");

  private final int status;
  private final String meaning;

  ProblemCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** As it stands in answers: {@code invalid_request}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** What it means, the same for every occurrence: the problem's title. */
  public String meaning() {
    return meaning;
  }

  /** A problem of this kind. */
  public Problem with(String detail) {
    String title = Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1);
    return new Problem(status, text(), title, detail);
  }

  /** Ends the request with a problem of this kind. */
  ProblemException because(String detail) {
    return new ProblemException(with(detail));
  }

  /** The code of this text. */
  public static Optional<ProblemCode> parse(String text) {
    return Arrays.stream(values()).filter(code -> code.text().equals(text)).findFirst();
  }
}
