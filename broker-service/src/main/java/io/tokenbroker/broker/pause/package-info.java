// SPDX-License-Identifier: Apache-2.0
/** Whether provider calls are held back: by an operator, or because this is no home. */
@NullMarked
package io.tokenbroker.broker.pause;

import org.jspecify.annotations.NullMarked;
