// SPDX-License-Identifier: Apache-2.0
/**
 * The library that a connector executor embeds: a local, current view of the tokens that it may
 * use, fed by the token-events topic and answered from memory.
 */
@NullMarked
package io.tokenbroker.executor;

import org.jspecify.annotations.NullMarked;
