// SPDX-License-Identifier: Apache-2.0
/** How a grant is kept: its encrypted record and its entry in the time-ordered index. */
@NullMarked
package io.tokenbroker.broker.store;

import org.jspecify.annotations.NullMarked;
