// SPDX-License-Identifier: Apache-2.0
/** The gateway's keys, and the sealed and the random texts that links and cookies are made of. */
@NullMarked
package io.tokenbroker.gateway.seal;

import org.jspecify.annotations.NullMarked;
