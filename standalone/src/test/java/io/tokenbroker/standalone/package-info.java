// SPDX-License-Identifier: Apache-2.0
/** Tests of what the command says. */
@NullMarked
package io.tokenbroker.standalone;

import org.jspecify.annotations.NullMarked;
