// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.address.QueryText;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the browser goes when it is over: an address that the connector allows ({@link
 * ReturnRule}), so that nobody can make the gateway redirect elsewhere (RFC 9700, 4.11).
 *
 * @param value absolute, ASCII, without user and fragment
 */
public record ReturnUrl(URI value) {
  private static final int MAX_LENGTH = 1024;
  private static final Set<String> OURS =
      Set.of("authorization_id", "connector", "result", "reason", "confirmation_code");

  /** Host and port, each written in the one way in which all programs read it alike. */
  private static final Pattern PLAIN_AUTHORITY =
      Pattern.compile("(?:[a-z0-9_.-]+|\\[[0-9a-f:.]+\\])(?::[1-9][0-9]{0,4})?", CASE_INSENSITIVE);

  /** Control characters and the backslash, encoded: no address needs them. */
  private static final Pattern HOSTILE_ESCAPE =
      Pattern.compile("%(?:[01][0-9a-f]|7f|5c)", CASE_INSENSITIVE);

  /**
   * Checks an address that an application asks for, or our connections page.
   *
   * @throws FlowException if it may not be used
   */
  static ReturnUrl checked(String text, ConnectorDefined connector, PublicUrl ours) {
    return text.equals(ours.connectionsUrl().toString())
        ? new ReturnUrl(ours.connectionsUrl())
        : checked(text, connector);
  }

  /** Whether an application's address may be used with the connector. */
  public static boolean isUsable(String text, ConnectorDefined connector) {
    try {
      return checked(text, connector).isAllowedBy(connector);
    } catch (FlowException e) {
      return false;
    }
  }

  private static ReturnUrl checked(String text, ConnectorDefined connector) {
    if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw refused("is longer than " + MAX_LENGTH + " characters or not plain ASCII");
    }
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refused("is not a URL");
    }
    if (HOSTILE_ESCAPE.matcher(text).find()) {
      throw refused("holds a control character or a backslash");
    }
    Origin origin =
        Origin.of(address)
            .orElseThrow(() -> refused("is neither https nor plain http on loopback"));
    if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
      throw refused("holds a user or a fragment");
    }
    if (!PLAIN_AUTHORITY.matcher(address.getRawAuthority()).matches()) {
      throw refused("has a host or port that is written in an unusual way");
    }
    if (parameterNames(address).stream().anyMatch(ReturnUrl::isOurs)) {
      throw refused("already has one of the parameters " + OURS.stream().sorted().toList());
    }
    ReturnUrl url = new ReturnUrl(address);
    if (!url.isAllowedBy(connector)) {
      throw refused(
          "is not at an origin, below a path or equal to a URL in the connector's"
              + " allowedReturnOrigins; add it there, or "
              + origin.scheme()
              + "://"
              + origin.host()
              + ":"
              + origin.port()
              + ", if it is yours");
    }
    return url;
  }

  /** Whether an application is there that can confirm; our own page has no back end to do it. */
  boolean canConfirm(PublicUrl ours) {
    return !value.equals(ours.connectionsUrl());
  }

  /** Whether the connector, as it is now, allows the address; our own page may always be used. */
  boolean isAllowedBy(ConnectorDefined connector, PublicUrl ours) {
    return value.equals(ours.connectionsUrl()) || isAllowedBy(connector);
  }

  private boolean isAllowedBy(ConnectorDefined connector) {
    return connector.getAllowedReturnOrigins().stream()
        .map(ReturnRule::parse)
        .flatMap(Optional::stream)
        .anyMatch(rule -> rule.allows(value));
  }

  /** The address with more parameters in its query. */
  URI with(Map<String, String> parameters) {
    return QueryText.append(value, parameters);
  }

  private static Set<String> parameterNames(URI address) {
    return Arrays.stream(Optional.ofNullable(address.getQuery()).orElse("").split("[&;]", -1))
        .map(parameter -> parameter.split("=", 2)[0])
        .collect(Collectors.toSet());
  }

  /**
   * As the most lenient server reads a name: in any case, as a list, with a space or dot for the _.
   */
  private static boolean isOurs(String name) {
    String plain =
        name.replace('+', ' ').strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('.', '_');
    return OURS.contains(plain.split("\\[", 2)[0]);
  }

  private static FlowException refused(String why) {
    return new FlowException("return_url_not_allowed", "The return URL " + why + ".");
  }
}
