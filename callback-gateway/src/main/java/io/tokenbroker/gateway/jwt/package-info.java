// SPDX-License-Identifier: Apache-2.0
/**
 * Bearer tokens that are JSON Web Tokens: whether one is accepted, and who sends it. The issuer's
 * keys are fetched here, as those of people's logins are in {@code session}; the rest of the
 * gateway calls nobody.
 */
@NullMarked
package io.tokenbroker.gateway.jwt;

import org.jspecify.annotations.NullMarked;
