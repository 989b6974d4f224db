// SPDX-License-Identifier: Apache-2.0
/** The port for operators: whether a process lives, whether it can work, and its metrics. */
@NullMarked
package io.tokenbroker.process.management;

import org.jspecify.annotations.NullMarked;
