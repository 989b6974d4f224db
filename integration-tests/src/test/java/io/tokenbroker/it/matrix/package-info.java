// SPDX-License-Identifier: Apache-2.0
/** What providers do, as rows of data, and what is seen of each in the whole system. */
@NullMarked
package io.tokenbroker.it.matrix;

import org.jspecify.annotations.NullMarked;
