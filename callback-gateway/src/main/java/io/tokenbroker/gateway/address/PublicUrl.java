// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.address;

import io.tokenbroker.event.ConnectorDefined;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where browsers reach this gateway. https; plain http on loopback only. It may have a path, when a
 * proxy in front serves other things too.
 *
 * @param value without a slash at its end, a query, a fragment or a user
 */
public record PublicUrl(URI value) {
  public static final String CALLBACK_PATH = "/oauth/callback";
  public static final String POSTED_PATH = "/oauth/posted";
  public static final String CONNECT_PATH = "/connect/";
  public static final String CONNECTIONS_PATH = "/connections";
  public static final String OUTCOME_PATH = "/oauth/outcome/";
  public static final String EVENTS = "/events";

  /**
   * Checks the operator's setting.
   *
   * @throws IllegalArgumentException if it can't be used; the message says what to do
   */
  public PublicUrl {
    boolean plain =
        value.getRawUserInfo() == null
            && value.getRawQuery() == null
            && value.getRawFragment() == null;
    if (!plain || Origin.of(value).isEmpty()) {
      throw new IllegalArgumentException(
          "the public URL must be https://host[:port][/path] (plain http is accepted on loopback"
              + " only), not "
              + value);
    }
    if (value.toString().endsWith("/")) {
      value = URI.create(value.toString().replaceAll("/+$", ""));
    }
  }

  /**
   * The URL of a gateway that listens on loopback.
   *
   * @throws IllegalArgumentException if the host is another: then the operator has to say
   */
  public static PublicUrl onLoopback(String host, int port) {
    requireLoopback(host);
    return new PublicUrl(URI.create("http://" + inUrl(host) + ":" + port));
  }

  /**
   * Whether {@link #onLoopback} can be used, before there is a port.
   *
   * @throws IllegalArgumentException if not
   */
  public static void requireLoopback(String host) {
    if (!Origin.isLoopback(inUrl(host))) {
      throw new IllegalArgumentException(
          "set the public URL: the gateway listens on "
              + host
              + ", and only on loopback it can be derived from that");
    }
  }

  private static String inUrl(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** Whether browsers come over TLS. */
  public boolean isSecure() {
    return value.getScheme().toLowerCase(Locale.ROOT).equals("https");
  }

  /**
   * redirect_uri (RFC 6749, 3.1.2): what is registered at the provider. A connector whose provider
   * does not name itself in the redirect (RFC 9207) has a path of its own, so that no other
   * provider's answer is taken for its (mix-up: RFC 9700, 4.4.2.1).
   */
  public URI redirectUri(ConnectorDefined connector) {
    return URI.create(
        value
            + CALLBACK_PATH
            + (connector.getIssuer().isPresent() ? "" : segment(connector.getConnector())));
  }

  /** Where a form goes that a provider posted to the redirect URI, from a page of ours. */
  public URI postedUrl(Optional<String> connector) {
    return URI.create(value + POSTED_PATH + connector.map(PublicUrl::segment).orElse(""));
  }

  private static String segment(String text) {
    return "/" + QueryText.encode(text).replace("+", "%20");
  }

  /**
   * A page of ours.
   *
   * @param path from its first slash, with its query; ASCII
   */
  public URI at(String path) {
    return URI.create(value + path);
  }

  /** The connections page: where an authorization that began there ends. */
  public URI connectionsUrl() {
    return at(CONNECTIONS_PATH);
  }

  public URI connectUrl(String ticket) {
    return URI.create(value + CONNECT_PATH + ticket);
  }

  public URI outcomeUrl(String authorizationId) {
    return URI.create(value + OUTCOME_PATH + authorizationId);
  }

  /** Where the outcome is announced. */
  public URI outcomeEventsUrl(String authorizationId) {
    return URI.create(value + OUTCOME_PATH + authorizationId + EVENTS);
  }

  /** An address of ours: a path is one below this URL. */
  public URI absolute(URI address) {
    return address.isAbsolute() ? address : URI.create(value + address.toString());
  }
}
