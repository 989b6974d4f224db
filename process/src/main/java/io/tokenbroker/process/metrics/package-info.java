// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue of what is measured, from which the meters, their reference page and its tests
 * come.
 */
@NullMarked
package io.tokenbroker.process.metrics;

import org.jspecify.annotations.NullMarked;
