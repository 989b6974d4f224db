// SPDX-License-Identifier: Apache-2.0
/** What keeps one provider's trouble from the others: places, rates, circuits. Pure of time. */
@NullMarked
package io.tokenbroker.broker.limit;

import org.jspecify.annotations.NullMarked;
