// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.standalone.system.DataFolder;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.LocalSystem;
import io.tokenbroker.standalone.system.LocalSystemSettings;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** One run of {@code tokenbroker dev}, from its start to Ctrl-C. */
final class DevRun {
  /** Short, so that somebody who watches sees refreshes. */
  private static final Duration ACCESS_TOKEN_LIFETIME = Duration.ofMinutes(2);

  private static final Duration REFRESH_MARGIN = Duration.ofSeconds(30);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  private final DataFolder data;
  private final DevPorts ports;
  private final PrintWriter out;
  private final PrintWriter err;

  DevRun(Path data, DevPorts ports, PrintWriter out, PrintWriter err) {
    this.data = new DataFolder(data.toAbsolutePath().normalize());
    this.ports = ports;
    this.out = out;
    this.err = err;
  }

  /** Runs until the process is told to end, which is its usual end, or Kafka gives up: then 1. */
  int run() throws InterruptedException {
    LocalSystemSettings settings =
        new LocalSystemSettings(
            data.root(),
            ports.requireFree(),
            ACCESS_TOKEN_LIFETIME,
            REFRESH_MARGIN,
            Optional.of(URI.create("http://127.0.0.1:" + ports.page())));
    LocalSystem system = LocalSystem.start(settings);
    CountDownLatch stopped = new CountDownLatch(1);
    StartPage page;
    try {
      page = StartPage.start(ports.page(), system.gatewayApi(), system.tokens());
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(page, system, stopped), "stop"));
    watch(system);
    welcome(system, page.url());
    try {
      err.println("tokenbroker dev: " + system.gaveUp().toCompletableFuture().get().getMessage());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a broker's end is never a failure", e);
    }
    return 1;
  }

  private void watch(LocalSystem system) {
    SampleRunner runner = new SampleRunner(system.userinfo(), out);
    system.tokens().addListener(runner);
    for (DemoGrant grant : DemoGrant.values()) {
      runner.printKnown(system.tokens(), grant.key());
    }
  }

  private void welcome(LocalSystem system, URI page) throws InterruptedException {
    long sinceStart =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    out.println(
        Welcome.text(
            page,
            system.gatewayApi().start(DemoGrant.PERSONAL, Optional.of(page)).connectUrl(),
            system.gatewayUrl(),
            List.of(system.gatewayMetrics(), system.brokerMetrics()),
            system.apiKey().reveal(SecretAccess.get()),
            system.bootstrapServers(),
            data,
            Duration.ofMillis(sinceStart)));
    out.flush();
  }

  /** In a thread of its own, because the JVM waits for its hooks for ever. */
  private void stop(StartPage page, LocalSystem system, CountDownLatch stopped) {
    out.println("Stopping.");
    out.flush();
    long start = System.nanoTime();
    Thread closing =
        new Thread(
            () -> {
              page.close();
              system.close();
              stopped.countDown();
            },
            "stopping");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(STOP_DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopped.getCount() == 0) {
      out.println("Stopped in " + (System.nanoTime() - start) / 1_000_000 + " ms.");
      out.flush();
    } else {
      err.println(
          "tokenbroker dev: not everything stopped within "
              + STOP_DEADLINE.toSeconds()
              + " s; the next start recovers. "
              + data.logFile()
              + " says what did.");
      err.flush();
    }
  }
}
