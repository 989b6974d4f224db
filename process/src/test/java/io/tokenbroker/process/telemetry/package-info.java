// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tokenbroker.process.telemetry;

import org.jspecify.annotations.NullMarked;
