// SPDX-License-Identifier: Apache-2.0
/** The Kafka Streams topology: reads events, lets the lifecycle decide, writes what it decided. */
@NullMarked
package io.tokenbroker.broker.topology;

import org.jspecify.annotations.NullMarked;
