// SPDX-License-Identifier: Apache-2.0
/** Who calls the API, and what the caller may do. */
@NullMarked
package io.tokenbroker.gateway.access;

import org.jspecify.annotations.NullMarked;
