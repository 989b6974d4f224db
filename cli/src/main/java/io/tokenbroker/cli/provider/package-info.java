// SPDX-License-Identifier: Apache-2.0
/**
 * Providers as files describe them: the keys that connectors and profiles share, profiles with
 * their variables, and the catalogue of profiles that comes with the command.
 */
@NullMarked
package io.tokenbroker.cli.provider;

import org.jspecify.annotations.NullMarked;
