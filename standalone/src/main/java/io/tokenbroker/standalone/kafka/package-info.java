// SPDX-License-Identifier: Apache-2.0
/** One Kafka broker inside this JVM, with its data in a folder that survives restarts. */
@NullMarked
package io.tokenbroker.standalone.kafka;

import org.jspecify.annotations.NullMarked;
