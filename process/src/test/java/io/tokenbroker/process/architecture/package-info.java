// SPDX-License-Identifier: Apache-2.0
/** The rules that hold for the code of this module as a whole. */
@NullMarked
package io.tokenbroker.process.architecture;

import org.jspecify.annotations.NullMarked;
