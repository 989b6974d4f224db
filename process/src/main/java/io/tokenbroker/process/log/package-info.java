// SPDX-License-Identifier: Apache-2.0
/** How a process of its own writes its log: text for people, or JSON for programs. */
@NullMarked
package io.tokenbroker.process.log;

import org.jspecify.annotations.NullMarked;
