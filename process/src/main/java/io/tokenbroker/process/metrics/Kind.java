// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

/** What a metric's values are. */
public enum Kind {
  /** Only grows, from the start of the process. */
  COUNTER,
  /** A value of the moment. */
  GAUGE,
  /** How often something took how long: buckets, their count and sum, and the largest lately. */
  HISTOGRAM
}
