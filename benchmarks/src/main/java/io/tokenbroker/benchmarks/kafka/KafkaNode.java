// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.kafka;

import java.io.IOException;
import kafka.Kafka;

/**
 * A Kafka node in a process of its own, which ends when its standard input does: so it never
 * outlives whoever has started it, not even one that was killed.
 */
public final class KafkaNode {
  private KafkaNode() {}

  /**
   * Runs until the input ends.
   *
   * @param arguments as Kafka's own: the file with the node's settings
   */
  public static void main(String[] arguments) {
    Thread watch = new Thread(KafkaNode::endWithInput, "end-with-input");
    watch.setDaemon(true);
    watch.start();
    Kafka.main(arguments);
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(0);
  }
}
