// SPDX-License-Identifier: Apache-2.0
/** The connectors that are known at the moment. */
@NullMarked
package io.tokenbroker.gateway.connector;

import org.jspecify.annotations.NullMarked;
