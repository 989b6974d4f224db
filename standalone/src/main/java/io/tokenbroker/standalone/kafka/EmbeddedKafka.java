// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.net.BindException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker that is its own KRaft controller, in this JVM, reachable on the loopback address
 * without authentication. Its data stays in a folder, also when the process is killed. Topics are
 * not made on first use. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String LOCK_FILE = "embedded-kafka.lock";
  private static final int TRIES_WITH_FREE_PORTS = 3;

  private final EmbeddedKafkaSettings settings;
  private final int port;
  private final FolderLock lock;
  private final KafkaExit exit;
  private final KafkaRaftServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedKafka(
      EmbeddedKafkaSettings settings,
      int port,
      FolderLock lock,
      KafkaExit exit,
      KafkaRaftServer server) {
    this.settings = settings;
    this.port = port;
    this.lock = lock;
    this.exit = exit;
    this.server = server;
  }

  /**
   * Starts a broker; it serves when this returns, after about 2 s.
   *
   * @throws EmbeddedKafkaException if a port is taken, the folder is in use or cannot be written,
   *     or Kafka fails or does not start in time
   */
  public static EmbeddedKafka start(EmbeddedKafkaSettings settings) {
    FolderLock lock = FolderLock.take(settings.folder(), LOCK_FILE);
    try {
      return startLocked(settings, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What clients set as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LoopbackPort.HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  /**
   * Completes if the broker gives up on its own, with the reason; never after a {@link #close}.
   * Where several brokers run in one JVM only the one that was started last is told.
   */
  public CompletionStage<EmbeddedKafkaException> gaveUp() {
    return exit.called();
  }

  /** Stops the broker, waiting for as long as the settings allow. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      run("stop", settings.closeTimeout(), server::shutdown);
    } catch (EmbeddedKafkaException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("folder", settings.folder())
          .log("The embedded broker did not stop cleanly; its next start recovers the logs");
    } finally {
      lock.close();
    }
  }

  private static EmbeddedKafka startLocked(EmbeddedKafkaSettings settings, FolderLock lock) {
    for (int attempt = 1; ; attempt++) {
      int port = LoopbackPort.claim(settings.port());
      int controllerPort = LoopbackPort.claim(settings.controllerPort());
      try {
        return startOn(settings, lock, port, controllerPort);
      } catch (EmbeddedKafkaException e) {
        // A free port may have found another owner between the look and Kafka's bind.
        if (attempt == TRIES_WITH_FREE_PORTS || !isPortTaken(e)) {
          throw e;
        }
      }
    }
  }

  private static EmbeddedKafka startOn(
      EmbeddedKafkaSettings settings, FolderLock lock, int port, int controllerPort) {
    KafkaExit exit = KafkaExit.install();
    KafkaStorage storage = new KafkaStorage(settings.folder());
    Properties properties = BrokerProperties.of(storage.logFolder(), port, controllerPort);
    storage.prepare(properties);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    try {
      run("start", settings.startTimeout(), server::startup);
      CoordinatorTopics.create(LoopbackPort.HOST + ":" + port, properties, settings.startTimeout());
    } catch (EmbeddedKafkaException e) {
      try {
        run("stop after a failed start", settings.closeTimeout(), server::shutdown);
      } catch (EmbeddedKafkaException stopping) {
        e.addSuppressed(stopping);
      }
      throw e;
    }
    return new EmbeddedKafka(settings, port, lock, exit, server);
  }

  /** Kafka's own start and stop have no deadline of a useful length. */
  private static void run(String what, Duration timeout, Runnable action) {
    FutureTask<Void> task = new FutureTask<>(action, null);
    Thread thread = new Thread(task, "embedded-kafka-" + what.replace(' ', '-'));
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new EmbeddedKafkaException(
          "The embedded Kafka broker failed to " + what + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new EmbeddedKafkaException(
          "The embedded Kafka broker did not " + what + " within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedKafkaException("Interrupted while Kafka was to " + what, e);
    }
  }

  private static boolean isPortTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }
}
