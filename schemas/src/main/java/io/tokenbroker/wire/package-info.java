// SPDX-License-Identifier: Apache-2.0
/** How events become bytes: Avro in the Confluent wire format, record headers, and dead letters. */
@NullMarked
package io.tokenbroker.wire;

import org.jspecify.annotations.NullMarked;
