// SPDX-License-Identifier: Apache-2.0
/** Tokens that are bound to a key (RFC 9449): the key, and how its possession is proven. */
@NullMarked
package io.tokenbroker.dpop;

import org.jspecify.annotations.NullMarked;
