// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Kafka from ending this JVM. A broker that can't go on (a full disk, for example) calls
 * {@link Exit}, whose procedures are the process's: the newest broker's are the ones in force.
 */
final class KafkaExit {
  private static final Logger log = LoggerFactory.getLogger(KafkaExit.class);

  private final CompletableFuture<EmbeddedKafkaException> called = new CompletableFuture<>();

  static KafkaExit install() {
    KafkaExit exit = new KafkaExit();
    Exit.setExitProcedure(exit::refuse);
    Exit.setHaltProcedure(exit::refuse);
    return exit;
  }

  /** Completes when Kafka wanted to end the process. */
  CompletionStage<EmbeddedKafkaException> called() {
    return called.minimalCompletionStage();
  }

  /** Kafka's callers count on no return: the exception ends their thread in the JVM's place. */
  private void refuse(int status, @Nullable String message) {
    EmbeddedKafkaException stopped =
        new EmbeddedKafkaException(
            "The embedded Kafka broker gave up with status "
                + status
                + (message == null ? "" : " (" + message + ")")
                + ". The log says why; a full disk is the usual reason.");
    log.atError()
        .setCause(stopped)
        .addKeyValue("status", status)
        .log("Kafka gave up; restart the process");
    called.complete(stopped);
    throw stopped;
  }
}
