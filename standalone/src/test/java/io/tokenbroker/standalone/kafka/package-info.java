// SPDX-License-Identifier: Apache-2.0
/** Tests of the embedded broker with Kafka's own clients. */
@NullMarked
package io.tokenbroker.standalone.kafka;

import org.jspecify.annotations.NullMarked;
