// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which headers a file may add to requests (RFC 9110, 5). */
final class Headers {
  /** Headers that the system sets itself, or that would change how a message is framed. */
  private static final Set<String> RESERVED =
      Set.of(
          "authorization",
          "proxy-authorization",
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "upgrade",
          "expect",
          "te",
          "trailer",
          "dpop",
          "cookie");

  private Headers() {}

  static Optional<String> nameProblem(String name) {
    if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")) {
      return Optional.of("is no header name (RFC 9110, 5.1)");
    }
    return RESERVED.contains(name.toLowerCase(Locale.ROOT))
        ? Optional.of("is set by the system itself")
        : Optional.empty();
  }

  static Optional<String> valueProblem(String value) {
    return value.matches("[\\x20-\\x7e]{1,1024}")
        ? Optional.empty()
        : Optional.of("is no header value: printable ASCII, 1,024 characters at most");
  }
}
