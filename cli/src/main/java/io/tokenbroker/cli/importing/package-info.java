// SPDX-License-Identifier: Apache-2.0
/** Bringing grants in from another system: a file is checked line by line, sealed and sent. */
@NullMarked
package io.tokenbroker.cli.importing;

import org.jspecify.annotations.NullMarked;
