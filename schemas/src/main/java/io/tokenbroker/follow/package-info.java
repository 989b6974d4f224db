// SPDX-License-Identifier: Apache-2.0
/** How a topic is read from a start point to its end, and followed from there. */
@NullMarked
package io.tokenbroker.follow;

import org.jspecify.annotations.NullMarked;
