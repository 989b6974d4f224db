// SPDX-License-Identifier: Apache-2.0
/** How often somebody may do something: who asks too often is told when to come again. */
@NullMarked
package io.tokenbroker.gateway.limit;

import org.jspecify.annotations.NullMarked;
