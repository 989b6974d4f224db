// SPDX-License-Identifier: Apache-2.0
/** What a durable claim costs: the two ways to make one, side by side. */
@NullMarked
package io.tokenbroker.benchmarks.claim;

import org.jspecify.annotations.NullMarked;
