// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.secrets.Secret;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request to a provider.
 *
 * @param method its method
 * @param endpoint where it goes; it may hold a token, so it is no text for logs
 * @param headers all that it has, Content-Type and Accept as well
 * @param body what it sends; empty for none
 * @param tls the client's certificate, where the provider knows its clients by one (RFC 8705)
 */
record HttpCall(
    HttpMethod method,
    URI endpoint,
    Map<String, Secret> headers,
    Optional<Secret> body,
    Optional<ClientTls> tls) {

  HttpCall {
    headers = Map.copyOf(headers);
  }

  /** Without the path, in which some providers want a token. */
  @Override
  public String toString() {
    return "HttpCall["
        + method
        + " "
        + endpoint.getScheme()
        + "://"
        + endpoint.getAuthority()
        + "]";
  }
}
