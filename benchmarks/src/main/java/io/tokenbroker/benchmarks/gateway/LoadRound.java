// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.benchmarks.gateway.BareRoute.ProducerSettings;
import java.util.Map;

/**
 * What was measured in one round, turn about.
 *
 * @param callback of the gateway
 * @param bare of the bare routes
 */
record LoadRound(HttpLoad.Result callback, Map<ProducerSettings, HttpLoad.Result> bare) {

  /** Callbacks to requests of the bare route. */
  double ratio(ProducerSettings producer) {
    return callback.perSecond() / bare(producer).perSecond();
  }

  HttpLoad.Result bare(ProducerSettings producer) {
    HttpLoad.Result result = bare.get(producer);
    if (result == null) {
      throw new IllegalStateException("was not measured: " + producer);
    }
    return result;
  }
}
