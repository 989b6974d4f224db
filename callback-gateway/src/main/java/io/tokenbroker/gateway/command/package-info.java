// SPDX-License-Identifier: Apache-2.0
/** Commands about a grant that exists, and what the broker answers to them. */
@NullMarked
package io.tokenbroker.gateway.command;

import org.jspecify.annotations.NullMarked;
