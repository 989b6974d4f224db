// SPDX-License-Identifier: Apache-2.0
/** What the broker answered, and who waits for it. Knows neither Kafka nor HTTP. */
@NullMarked
package io.tokenbroker.gateway.reply;

import org.jspecify.annotations.NullMarked;
