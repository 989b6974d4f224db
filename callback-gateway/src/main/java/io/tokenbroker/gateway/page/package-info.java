// SPDX-License-Identifier: Apache-2.0
/** The pages that a person sees when there is nowhere else to send the browser. */
@NullMarked
package io.tokenbroker.gateway.page;

import org.jspecify.annotations.NullMarked;
