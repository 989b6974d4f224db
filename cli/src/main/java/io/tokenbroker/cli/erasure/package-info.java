// SPDX-License-Identifier: Apache-2.0
/** The proof that nothing of a grant is left: what the broker says, and what its logs hold. */
@NullMarked
package io.tokenbroker.cli.erasure;

import org.jspecify.annotations.NullMarked;
