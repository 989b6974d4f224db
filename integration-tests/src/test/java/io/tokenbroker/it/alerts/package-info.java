// SPDX-License-Identifier: Apache-2.0
/** Every alert rule, evaluated by a real Prometheus over the metrics of a real system. */
@NullMarked
package io.tokenbroker.it.alerts;

import org.jspecify.annotations.NullMarked;
