// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process knows of its own health. It is looked at once a second and the last look is what
 * is told, so that nobody who asks makes anything wait. A process registers its parts as it starts
 * them and says how far it has come. Thread-safe.
 */
public final class Health {
  private static final Logger log = LoggerFactory.getLogger(Health.class);
  private static final String START = "start";
  private static final long TOO_OLD_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long LOOK_SECONDS = 10;

  private final List<Supplier<CompletionStage<List<Check>>>> parts = new CopyOnWriteArrayList<>();
  private final List<Supplier<Optional<String>>> lives = new CopyOnWriteArrayList<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private boolean closing;
  private volatile Optional<String> phase = Optional.of("starting");
  private volatile Look last = new Look(List.of(), System.nanoTime());

  private record Look(List<Check> checks, long atNanos) {}

  /** How far the start has come, for example {@code waiting for schema ids}. */
  public void phase(String what) {
    become(Optional.of(what));
  }

  /** The start is over. */
  public void started() {
    become(Optional.empty());
  }

  /** It ends, whatever its parts say from now on: no more work is to be given to it. */
  public synchronized void closing() {
    closing = true;
    phase = Optional.of("closing");
  }

  private synchronized void become(Optional<String> next) {
    if (!closing) {
      phase = next;
    }
  }

  /** Adds a check. The supplier must not wait. */
  public void add(String name, Supplier<Optional<String>> trouble) {
    parts.add(() -> CompletableFuture.completedFuture(List.of(Check.needed(name, trouble.get()))));
  }

  /** Adds checks whose answer takes a while. */
  public void addAll(Supplier<CompletionStage<List<Check>>> checks) {
    parts.add(checks);
  }

  /** Adds what makes the process useless for ever: a restart is the only remedy. */
  public void addLife(Supplier<Optional<String>> dead) {
    lives.add(dead);
  }

  /** The checks as they were at the last look; the start's is of now. */
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(new Check(START, phase.isEmpty(), true, phase.orElse("the process has started")));
    Look look = last;
    checks.addAll(look.checks());
    if (System.nanoTime() - look.atNanos() > TOO_OLD_NANOS) {
      checks.add(new Check("checks", false, true, "a check does not end"));
    }
    return checks;
  }

  /** Whether the process can do its work. */
  public boolean isReady() {
    return checks().stream().allMatch(check -> check.ok() || !check.needed());
  }

  /** Why only a restart helps; empty while the process lives. */
  public Optional<String> dead() {
    long[] deadlocked =
        Optional.ofNullable(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
            .orElse(new long[0]);
    if (deadlocked.length > 0) {
      return Optional.of(deadlocked.length + " threads wait for one another");
    }
    return lives.stream().map(Supplier::get).flatMap(Optional::stream).findFirst();
  }

  /** Looks; nothing happens while the look before goes on. */
  void look(Consumer<List<Check>> seen) {
    if (!looking.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<List<Check>>> answers = parts.stream().map(Health::asked).toList();
    var unused =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .whenComplete(
                (done, error) -> {
                  List<Check> checks =
                      answers.stream().flatMap(answer -> answer.join().stream()).toList();
                  last = new Look(checks, System.nanoTime());
                  looking.set(false);
                  seen.accept(checks());
                });
  }

  private static CompletableFuture<List<Check>> asked(
      Supplier<CompletionStage<List<Check>>> checks) {
    CompletableFuture<List<Check>> answer;
    try {
      answer = checks.get().toCompletableFuture();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .orTimeout(LOOK_SECONDS, TimeUnit.SECONDS)
        .exceptionally(error -> List.of(new Check("checks", false, true, failed(error))));
  }

  /** What nobody has foreseen may hold anything: it is for the log, and not for who asks. */
  private static String failed(Throwable error) {
    if (error instanceof TimeoutException) {
      return "a check does not end";
    }
    log.atError().setCause(error).log("a check of health failed");
    return "a check failed unexpectedly: the log has the error";
  }
}
