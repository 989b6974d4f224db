// SPDX-License-Identifier: Apache-2.0
/** What all benchmarks need: a folder that goes away, and medians. */
@NullMarked
package io.tokenbroker.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
