// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How we tell the registry who we are. */
public sealed interface RegistryAuthentication {
  /** The Authorization header of a request that is made now. */
  Optional<String> header();

  /** Not at all, or by a client certificate. */
  record None() implements RegistryAuthentication {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }
  }

  /** User and password (RFC 7617). */
  record Basic(String user, SecretFile password) implements RegistryAuthentication {
    public Basic {
      if (user.indexOf(':') >= 0) {
        throw new IllegalArgumentException("a user's name has no colon (RFC 7617, 2)");
      }
    }

    @Override
    public Optional<String> header() {
      byte[] both = (user + ":" + password.read()).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
  }

  /** A bearer token (RFC 6750, 2.1). */
  record Bearer(SecretFile token) implements RegistryAuthentication {
    @Override
    public Optional<String> header() {
      String text = token.read();
      // Checked here: the HTTP client would repeat a wrong header's value in its error.
      if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw new RegistryException(
            "the file " + token.path() + " does not hold a bearer token (RFC 6750, 2.1)");
      }
      return Optional.of("Bearer " + text);
    }
  }
}
