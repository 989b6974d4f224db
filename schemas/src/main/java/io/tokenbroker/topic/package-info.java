// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue of topics: names, keys, values, partitions and clean-up, and how they are created
 * and verified.
 */
@NullMarked
package io.tokenbroker.topic;

import org.jspecify.annotations.NullMarked;
