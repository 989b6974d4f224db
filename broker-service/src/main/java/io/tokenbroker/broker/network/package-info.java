// SPDX-License-Identifier: Apache-2.0
/** Where the broker's calls may go, and by which way: addresses, proxy, trusted certificates. */
@NullMarked
package io.tokenbroker.broker.network;

import org.jspecify.annotations.NullMarked;
