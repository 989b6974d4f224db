// SPDX-License-Identifier: Apache-2.0
/** Many grants at once: which they are, where records about them lie, and deleting them. */
@NullMarked
package io.tokenbroker.cli.grant;

import org.jspecify.annotations.NullMarked;
