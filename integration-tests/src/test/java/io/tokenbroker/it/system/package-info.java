// SPDX-License-Identifier: Apache-2.0
/**
 * The system under test: an embedded Kafka, keys, topics, connectors, broker, gateway and runners.
 */
@NullMarked
package io.tokenbroker.it.system;

import org.jspecify.annotations.NullMarked;
