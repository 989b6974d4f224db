// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

import io.tokenbroker.standalone.FailureLine;
import io.tokenbroker.standalone.system.DataFolder;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.LocalPorts;
import io.tokenbroker.standalone.system.LocalSystem;
import io.tokenbroker.standalone.system.LocalSystemSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokenbroker demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole story once, without a person, on a system of its own.",
      "Free ports and a temporary folder, which is deleted; kept, and named, if a step fails."
          + " Exits with 0 only if every step held."
    })
public final class DemoCommand implements Callable<Integer> {
  /** Long, so that no refresh happens but those that the story asks for. */
  private static final Duration ACCESS_TOKEN_LIFETIME = Duration.ofMinutes(10);

  private static final Duration REFRESH_MARGIN = Duration.ofSeconds(30);

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(names = "--once", description = "Run it once, and exit with its result.")
  private boolean once;

  public DemoCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (!once) {
      err.println("tokenbroker demo: there is one way to run it so far; say --once.");
      err.flush();
      return CommandLine.ExitCode.USAGE;
    }
    long start = System.nanoTime();
    DataFolder data = new DataFolder(Files.createTempDirectory("tokenbroker-demo"));
    Steps steps = new Steps(out);
    try {
      tell(steps, data.root());
      data.delete();
      out.printf(
          "All %d steps held, in %.1f s.%n", steps.held(), (System.nanoTime() - start) / 1e9);
      out.flush();
      return 0;
    } catch (RuntimeException e) {
      err.println("tokenbroker demo: " + FailureLine.of(e) + " (log: " + data.logFile() + ")");
      err.flush();
      return 1;
    }
  }

  private void tell(Steps steps, Path folder) throws InterruptedException {
    LocalSystemSettings settings =
        new LocalSystemSettings(
            folder, LocalPorts.FREE, ACCESS_TOKEN_LIFETIME, REFRESH_MARGIN, Optional.empty());
    LocalSystem system = steps.step("system started", () -> LocalSystem.start(settings));
    try {
      Story personal = new Story(steps, DemoGrant.PERSONAL, system);
      Story.Connected connected = personal.connect();
      personal.replay(connected.callback());
      // Twice: the second refresh works only with the refresh token that the first one brought.
      personal.disconnect(personal.refresh(personal.refresh(connected.token())));
      Story shared = new Story(steps, DemoGrant.SHARED, system);
      shared.disconnect(shared.connect().token());
    } finally {
      steps.step(
          "system stopped",
          () -> {
            system.close();
            return true;
          });
    }
  }
}
