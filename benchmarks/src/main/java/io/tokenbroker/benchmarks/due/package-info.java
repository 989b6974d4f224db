// SPDX-License-Identifier: Apache-2.0
/** What a look at the due index costs with few and with many grants stored. */
@NullMarked
package io.tokenbroker.benchmarks.due;

import org.jspecify.annotations.NullMarked;
