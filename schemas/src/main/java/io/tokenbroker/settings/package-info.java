// SPDX-License-Identifier: Apache-2.0
/** How a process of the system reads its settings: the environment variables that all share. */
@NullMarked
package io.tokenbroker.settings;

import org.jspecify.annotations.NullMarked;
