// SPDX-License-Identifier: Apache-2.0
/** The subcommands, one class for each group, and how they print. */
@NullMarked
package io.tokenbroker.cli.command;

import org.jspecify.annotations.NullMarked;
