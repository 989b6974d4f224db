// SPDX-License-Identifier: Apache-2.0
/** Chromium without a window, a person in front of it, and servers that show it our pages. */
@NullMarked
package io.tokenbroker.it.chromium;

import org.jspecify.annotations.NullMarked;
