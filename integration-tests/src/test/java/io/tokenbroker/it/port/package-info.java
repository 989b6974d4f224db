// SPDX-License-Identifier: Apache-2.0
/** Ports for processes that have to be told one, which no other test's process takes meanwhile. */
@NullMarked
package io.tokenbroker.it.port;

import org.jspecify.annotations.NullMarked;
