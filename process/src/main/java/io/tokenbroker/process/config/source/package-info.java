// SPDX-License-Identifier: Apache-2.0
/** Where configuration comes from: a YAML file with its lines, and environment variables. */
@NullMarked
package io.tokenbroker.process.config.source;

import org.jspecify.annotations.NullMarked;
