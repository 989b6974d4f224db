// SPDX-License-Identifier: Apache-2.0
/** What names a grant and orders its states: the TokenKey, its version, a connector's key. */
@NullMarked
package io.tokenbroker.key;

import org.jspecify.annotations.NullMarked;
