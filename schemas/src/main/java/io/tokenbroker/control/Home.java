// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.control;

import io.tokenbroker.event.HomeAdopted;
import java.time.Instant;

/**
 * The Kafka cluster where a deployment's grants are at home.
 *
 * @param clusterId as Kafka tells it
 * @param epoch from 1; one more with each adoption
 * @param by who adopted it
 */
public record Home(String clusterId, long epoch, String by, Instant since) {
  /** Its key in the topic {@code controls}. */
  public static final String KEY = "home";

  /** As it is written to the topic. */
  public HomeAdopted event() {
    return new HomeAdopted(clusterId, epoch, by, since);
  }
}
