// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a flow before its browser comes. It travels sealed in the connect link, so
 * nothing has to be stored for a link that nobody opens.
 *
 * @param key the grant that it is for
 * @param scopes asked for; empty: the provider's default
 * @param returnUrl where the browser goes in the end; without one it gets a page
 * @param initiatedBy id of the API key that asked for the link
 * @param seed unguessable; its hash names the authorization
 * @param verifier code_verifier (RFC 7636)
 * @param expiresAt until when the link may be opened
 * @param newTab whether the flow has a tab of its own
 */
record ConnectTicket(
    TokenKey key,
    List<String> scopes,
    Optional<ReturnUrl> returnUrl,
    String initiatedBy,
    Secret seed,
    CodeVerifier verifier,
    Instant expiresAt,
    boolean newTab) {

  AuthorizationId authorizationId() {
    return AuthorizationId.ofSeed(seed);
  }
}
