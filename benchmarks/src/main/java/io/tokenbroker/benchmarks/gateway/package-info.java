// SPDX-License-Identifier: Apache-2.0
/** How many callbacks a gateway takes, beside a route that does nothing but write one record. */
@NullMarked
package io.tokenbroker.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
