// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.address;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes parameters as application/x-www-form-urlencoded (RFC 6749, appendix B). */
public final class QueryText {
  private QueryText() {}

  /** The address, its own query kept, followed by the parameters in the map's order. */
  public static URI append(URI address, Map<String, String> parameters) {
    return append(address, parameters.entrySet());
  }

  /** The address, its own query kept, followed by the parameters in their order. */
  public static URI append(URI address, Collection<Map.Entry<String, String>> parameters) {
    String before = address.toString();
    String link = address.getRawQuery() == null ? "?" : address.getRawQuery().isEmpty() ? "" : "&";
    return URI.create(before + link + form(parameters));
  }

  /** The parameters in their order; a name may be there more than once. */
  public static String form(Collection<Map.Entry<String, String>> parameters) {
    return parameters.stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
