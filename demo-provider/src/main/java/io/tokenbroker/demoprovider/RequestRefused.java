// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/** Ends the handling of a request; the endpoint turns it into its own kind of error answer. */
final class RequestRefused extends Exception {

  private final int status;
  private final transient OAuthError error;

  RequestRefused(int status, OAuthError error) {
    super(error.code() + ": " + error.description());
    this.status = status;
    this.error = error;
  }

  RequestRefused(OAuthError error) {
    this(400, error);
  }

  OAuthError error() {
    return error;
  }

  /** RFC 6749 section 5.2: 401 comes with the scheme that the client may use. */
  Answer asJson() {
    Answer answer = Answer.error(status, error);
    return status == 401 ? answer.with("WWW-Authenticate", "Basic realm=\"demo\"") : answer;
  }
}
