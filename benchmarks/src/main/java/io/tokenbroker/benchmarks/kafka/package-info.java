// SPDX-License-Identifier: Apache-2.0
/** The Kafka that a benchmark runs on. */
@NullMarked
package io.tokenbroker.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
