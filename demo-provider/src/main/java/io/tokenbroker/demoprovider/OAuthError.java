// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/**
 * An error as RFC 6749 sections 4.1.2.1 and 5.2 have it.
 *
 * @param code the {@code error} parameter
 * @param description the {@code error_description}, for developers; repeats nothing that the client
 *     sent as a secret
 */
record OAuthError(String code, String description) {

  static OAuthError invalidRequest(String description) {
    return new OAuthError("invalid_request", description);
  }

  static OAuthError invalidGrant(String description) {
    return new OAuthError("invalid_grant", description);
  }

  static OAuthError invalidClient(String description) {
    return new OAuthError("invalid_client", description);
  }
}
