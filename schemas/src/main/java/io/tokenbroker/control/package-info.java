// SPDX-License-Identifier: Apache-2.0
/** What holds provider calls back: pauses, and where a deployment is at home. */
@NullMarked
package io.tokenbroker.control;

import org.jspecify.annotations.NullMarked;
