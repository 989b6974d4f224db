// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP server: listening, common headers, limits, health, and what a failed request gets to
 * see.
 */
@NullMarked
package io.tokenbroker.gateway.http;

import org.jspecify.annotations.NullMarked;
