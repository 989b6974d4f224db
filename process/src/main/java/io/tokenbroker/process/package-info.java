// SPDX-License-Identifier: Apache-2.0
/** What every process of the system has besides its job: configuration, telemetry, health, logs. */
@NullMarked
package io.tokenbroker.process;

import org.jspecify.annotations.NullMarked;
