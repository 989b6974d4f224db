// SPDX-License-Identifier: Apache-2.0
/** What sealing for the broker's inbox costs. */
@NullMarked
package io.tokenbroker.benchmarks.seal;

import org.jspecify.annotations.NullMarked;
