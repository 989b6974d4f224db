// SPDX-License-Identifier: Apache-2.0
/** Bearer tokens that are JSON Web Tokens: whether one is accepted, and who sends it. */
@NullMarked
package io.tokenbroker.gateway.jwt;

import org.jspecify.annotations.NullMarked;
