// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

/** A process that tells metrics. */
public enum Part {
  BROKER("broker"),
  GATEWAY("gateway");

  private final String text;

  Part(String text) {
    this.text = text;
  }

  /** Its name in the reference page. */
  public String text() {
    return text;
  }
}
