// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway's side of Kafka: one producer and the topics that are followed. Nothing else here
 * touches Kafka.
 */
@NullMarked
package io.tokenbroker.gateway.kafka;

import org.jspecify.annotations.NullMarked;
