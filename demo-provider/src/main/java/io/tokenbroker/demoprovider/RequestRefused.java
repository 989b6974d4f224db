// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.Map;

/** Ends the handling of a request; the endpoint turns it into its own kind of error answer. */
final class RequestRefused extends Exception {

  private final int status;
  private final transient OAuthError error;
  private final transient Map<String, String> headers;

  RequestRefused(int status, OAuthError error, Map<String, String> headers) {
    super(error.code() + ": " + error.description());
    this.status = status;
    this.error = error;
    this.headers = headers;
  }

  RequestRefused(int status, OAuthError error) {
    this(status, error, Map.of());
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
    if (status == 401) {
      answer = answer.with("WWW-Authenticate", "Basic realm=\"demo\"");
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  /** RFC 9449 section 7.1: a resource says it in the challenge. */
  Answer asResource(String scheme) {
    Answer answer =
        Answer.error(401, error)
            .with("WWW-Authenticate", scheme + " error=\"" + error.code() + "\"");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }
}
