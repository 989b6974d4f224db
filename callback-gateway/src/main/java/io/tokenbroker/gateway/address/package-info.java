// SPDX-License-Identifier: Apache-2.0
/** Addresses: where browsers reach the gateway, and origins of others. */
@NullMarked
package io.tokenbroker.gateway.address;

import org.jspecify.annotations.NullMarked;
