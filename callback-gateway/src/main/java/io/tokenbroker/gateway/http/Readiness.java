// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks whether the gateway can do its work. Never blocks, never fails. Thread-safe. */
@FunctionalInterface
public interface Readiness {
  CompletionStage<List<HealthCheck>> check();
}
