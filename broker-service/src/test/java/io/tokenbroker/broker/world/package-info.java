// SPDX-License-Identifier: Apache-2.0
/**
 * A small world around the lifecycle: topics with at-least-once delivery, a caller whose replies
 * are lost, late or doubled, a provider that rotates, crashes and restarts at every point.
 */
@NullMarked
package io.tokenbroker.broker.world;

import org.jspecify.annotations.NullMarked;
