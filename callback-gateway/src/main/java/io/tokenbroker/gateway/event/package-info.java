// SPDX-License-Identifier: Apache-2.0
/** The seam through which events leave the gateway. */
@NullMarked
package io.tokenbroker.gateway.event;

import org.jspecify.annotations.NullMarked;
