// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request while it is put together. What a connector adds never replaces what the protocol needs.
 * Belongs to one thread.
 */
final class Draft {
  /** These say what is sent, to whom and by whom, which is not the connector's to say. */
  private static final Set<String> OURS =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "dpop",
          "host",
          "transfer-encoding");

  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  private final Parameters parameters;
  private final Map<String, Secret> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final List<Secret> secrets = new ArrayList<>();

  Draft(ConnectorDefined connector) {
    this.parameters = new Parameters(connector.getParameterNames());
    headers.put("Accept", Secret.of("application/json"));
    connector.getRequestHeaders().forEach(this::addConnectorsHeader);
  }

  private void addConnectorsHeader(String name, String value) {
    if (!HEADER_NAME.matcher(name).matches() || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "requestHeaders has a name or value that is no header's; mend the connector");
    }
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "requestHeaders must not set " + name + "; remove it from the connector");
    }
    if (!value.isEmpty()) {
      headers.put(name, Secret.of(value));
    }
  }

  Parameters parameters() {
    return parameters;
  }

  void header(String name, Secret value) {
    headers.put(name, value);
  }

  /** The secret, which must not come back in an answer's description. */
  String use(Secret secret) {
    secrets.add(secret);
    return secret.reveal(SecretAccess.get());
  }

  /** A POST of the parameters. */
  TokenEndpointRequest post(URI endpoint, RequestFormat format) {
    boolean json = format == RequestFormat.JSON;
    return with(
        HttpMethod.POST,
        endpoint,
        json ? "application/json" : "application/x-www-form-urlencoded",
        json ? parameters.asJson() : parameters.asForm());
  }

  TokenEndpointRequest with(HttpMethod method, URI endpoint, String contentType, Secret body) {
    headers.put("Content-Type", Secret.of(contentType));
    return new TokenEndpointRequest(method, endpoint, headers, Optional.of(body), asWritten());
  }

  TokenEndpointRequest withoutBody(HttpMethod method, URI endpoint) {
    return new TokenEndpointRequest(method, endpoint, headers, Optional.empty(), asWritten());
  }

  /** Every secret as it is, and in the spellings in which it was sent. */
  private List<Secret> asWritten() {
    Set<Secret> written = new LinkedHashSet<>();
    for (Secret secret : secrets) {
      String text = secret.reveal(SecretAccess.get());
      String json = new JsonObject().put("", text).encode();
      // {"":"text"}
      Stream.of(text, Parameters.encoded(text), json.substring(5, json.length() - 2))
          .map(Secret::of)
          .forEach(written::add);
    }
    return List.copyOf(written);
  }
}
