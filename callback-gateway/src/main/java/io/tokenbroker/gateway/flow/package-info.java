// SPDX-License-Identifier: Apache-2.0
/**
 * The browser's way through an authorization: connect link, redirect to the provider, callback,
 * outcome.
 */
@NullMarked
package io.tokenbroker.gateway.flow;

import org.jspecify.annotations.NullMarked;
