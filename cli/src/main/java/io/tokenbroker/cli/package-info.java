// SPDX-License-Identifier: Apache-2.0
/** The operator's command tokenbroker: its entry point and what its subcommands have in common. */
@NullMarked
package io.tokenbroker.cli;

import org.jspecify.annotations.NullMarked;
