// SPDX-License-Identifier: Apache-2.0
/** Spring Authorization Server, with all that a careful provider demands switched on. */
@NullMarked
package io.tokenbroker.it.spring;

import org.jspecify.annotations.NullMarked;
