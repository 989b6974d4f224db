// SPDX-License-Identifier: Apache-2.0
/** The connectors as the broker knows them. */
@NullMarked
package io.tokenbroker.broker.connector;

import org.jspecify.annotations.NullMarked;
