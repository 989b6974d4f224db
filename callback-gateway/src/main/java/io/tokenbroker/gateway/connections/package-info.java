// SPDX-License-Identifier: Apache-2.0
/** The page on which people see, connect and disconnect their connections. */
@NullMarked
package io.tokenbroker.gateway.connections;

import org.jspecify.annotations.NullMarked;
