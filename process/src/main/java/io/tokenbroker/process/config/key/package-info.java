// SPDX-License-Identifier: Apache-2.0
/** What keys there are: read off the typed model of a process, with what each means. */
@NullMarked
package io.tokenbroker.process.config.key;

import org.jspecify.annotations.NullMarked;
