// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.standalone.system.LocalPorts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of {@code tokenbroker dev}, fixed by default so that links and connectors stay valid.
 *
 * @param gateway where browsers and applications come
 * @param page the page to start from
 * @param provider the demo provider
 * @param kafka Kafka clients
 * @param gatewayMetrics metrics and health of the gateway
 * @param brokerMetrics metrics and health of the broker service
 */
record DevPorts(
    int gateway, int page, int provider, int kafka, int gatewayMetrics, int brokerMetrics) {

  /**
   * Looks at all of them before anything is started.
   *
   * @throws io.tokenbroker.standalone.system.StartException if one cannot be used
   */
  LocalPorts requireFree() {
    Map<String, Integer> options = new LinkedHashMap<>();
    options.put("--port", gateway);
    options.put("--page-port", page);
    options.put("--provider-port", provider);
    options.put("--kafka-port", kafka);
    options.put("--gateway-metrics-port", gatewayMetrics);
    options.put("--broker-metrics-port", brokerMetrics);
    LocalPorts.requireFree(options);
    return new LocalPorts(gateway, provider, kafka, gatewayMetrics, brokerMetrics);
  }
}
