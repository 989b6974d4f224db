// SPDX-License-Identifier: Apache-2.0
/** The command {@code tokenbroker} with everything in it. */
@NullMarked
package io.tokenbroker.standalone;

import org.jspecify.annotations.NullMarked;
