// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks whether the gateway can do its work. Never blocks, never fails. Thread-safe. */
@FunctionalInterface
public interface Readiness {
  CompletionStage<List<HealthCheck>> check();

  /** This and further checks. */
  default Readiness and(Supplier<List<HealthCheck>> further) {
    return () ->
        check()
            .thenApply(checks -> Stream.concat(checks.stream(), further.get().stream()).toList());
  }
}
