// SPDX-License-Identifier: Apache-2.0
/** What a collector of traces is sent. */
@NullMarked
package io.tokenbroker.it.trace;

import org.jspecify.annotations.NullMarked;
