// SPDX-License-Identifier: Apache-2.0
/** The gateway process: its settings, its composition root, and how it is started and closed. */
@NullMarked
package io.tokenbroker.gateway;

import org.jspecify.annotations.NullMarked;
