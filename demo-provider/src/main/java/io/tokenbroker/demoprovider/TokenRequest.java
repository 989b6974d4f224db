// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Instant;
import java.util.Optional;

/**
 * A token request whose client is known.
 *
 * @param proofKey the thumbprint of the key that it proved to have (RFC 9449)
 * @param now when it is worked out
 */
record TokenRequest(
    RegisteredClient client, Parameters form, Terms terms, Optional<String> proofKey, Instant now) {

  /** The key that a refresh token gets bound to: a public client's only (RFC 9449 section 5). */
  Optional<String> refreshTokenKey() {
    return client.isPublic() ? proofKey : Optional.empty();
  }
}
