// SPDX-License-Identifier: Apache-2.0
/** What a process tells about itself while it runs: metrics and traces. */
@NullMarked
package io.tokenbroker.process.telemetry;

import org.jspecify.annotations.NullMarked;
