// SPDX-License-Identifier: Apache-2.0
/** What can be set: one typed model for each process, and what their shared parts become. */
@NullMarked
package io.tokenbroker.process.settings;

import org.jspecify.annotations.NullMarked;
