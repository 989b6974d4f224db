// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.address;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

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
    StringBuilder form = new StringBuilder();
    for (Map.Entry<String, String> parameter : parameters) {
      if (!form.isEmpty()) {
        form.append('&');
      }
      form.append(encode(parameter.getKey())).append('=').append(encode(parameter.getValue()));
    }
    return form.toString();
  }

  public static String encode(String text) {
    return isPlain(text) ? text : URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Whether it stays as it is, as names, ids and results do. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '-';
  }
}
