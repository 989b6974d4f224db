// SPDX-License-Identifier: Apache-2.0
/** The broker process: its settings and the one place where its parts are put together. */
@NullMarked
package io.tokenbroker.broker;

import org.jspecify.annotations.NullMarked;
