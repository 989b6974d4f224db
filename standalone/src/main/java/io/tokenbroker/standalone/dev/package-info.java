// SPDX-License-Identifier: Apache-2.0
/**
 * The command `tokenbroker dev`: the system kept running for a person, with a page to start from
 * and a runner that prints what it sees.
 */
@NullMarked
package io.tokenbroker.standalone.dev;

import org.jspecify.annotations.NullMarked;
