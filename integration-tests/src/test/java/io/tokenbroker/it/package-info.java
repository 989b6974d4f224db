// SPDX-License-Identifier: Apache-2.0
/**
 * The whole system on a real Kafka: the main job, what a kill leaves behind, and where secrets may
 * lie.
 */
@NullMarked
package io.tokenbroker.it;

import org.jspecify.annotations.NullMarked;
