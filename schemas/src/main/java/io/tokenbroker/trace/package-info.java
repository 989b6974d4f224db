// SPDX-License-Identifier: Apache-2.0
/** The spans that the processes tell of their work with records, in one vocabulary. */
@NullMarked
package io.tokenbroker.trace;

import org.jspecify.annotations.NullMarked;
