// SPDX-License-Identifier: Apache-2.0
/** What somebody probably meant who misspelt a name. */
@NullMarked
package io.tokenbroker.process.suggestion;

import org.jspecify.annotations.NullMarked;
