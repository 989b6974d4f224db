// SPDX-License-Identifier: Apache-2.0
/**
 * How a process reads its configuration: from a file and from environment variables, into one typed
 * model, with all faults told at once.
 */
@NullMarked
package io.tokenbroker.process.config;

import org.jspecify.annotations.NullMarked;
