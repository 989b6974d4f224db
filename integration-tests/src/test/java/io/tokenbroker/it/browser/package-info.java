// SPDX-License-Identifier: Apache-2.0
/** A browser without a window, and the application that it comes from and goes back to. */
@NullMarked
package io.tokenbroker.it.browser;

import org.jspecify.annotations.NullMarked;
