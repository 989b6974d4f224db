// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What the browser carries through a flow, sealed in a cookie: that it is the browser that opened
 * the connect link, and all that the callback needs to know.
 *
 * @param id which authorization
 * @param key the grant that it is for
 * @param returnUrl where the browser goes in the end
 * @param expiresAt after this a callback is refused
 * @param issuer the only iss that the callback may carry (RFC 9207); empty: none is known
 * @param connectorRevision revision that the authorization request was made from
 */
record Flow(
    AuthorizationId id,
    TokenKey key,
    Optional<ReturnUrl> returnUrl,
    Instant expiresAt,
    Optional<String> issuer,
    long connectorRevision) {}
