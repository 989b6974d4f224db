// SPDX-License-Identifier: Apache-2.0
/** Runners at a second cluster, to which Kafka's own tool copies the tokens. */
@NullMarked
package io.tokenbroker.it.mirror;

import org.jspecify.annotations.NullMarked;
