// SPDX-License-Identifier: Apache-2.0
/** What fuzz tests share. */
@NullMarked
package io.tokenbroker.fuzz;

import org.jspecify.annotations.NullMarked;
