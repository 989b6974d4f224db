// SPDX-License-Identifier: Apache-2.0
/** Dead letters: what they are, and which may go back to where they came from. */
@NullMarked
package io.tokenbroker.cli.letter;

import org.jspecify.annotations.NullMarked;
