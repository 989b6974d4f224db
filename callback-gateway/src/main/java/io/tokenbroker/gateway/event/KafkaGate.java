// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether Kafka is there, as far as is known. While it is away nobody waits for it: what would be
 * appended is refused at once. It closes when an append fails or the brokers don't answer, and half
 * opens when they answer again: then one append goes through, and what becomes of it decides.
 * Thread-safe.
 */
public final class KafkaGate {
  private static final long TRIAL_EVERY = Duration.ofSeconds(5).toNanos();

  private enum State {
    OPEN,
    CLOSED,
    /** The brokers answer: the next append is the trial. */
    HALF_OPEN,
    /** The trial is under way. */
    ON_TRIAL
  }

  private final LongSupplier nanoTime;
  private State state = State.OPEN;
  private long lastAcknowledged;
  private long lastTrial;

  /** An open gate on the system's clock. */
  public KafkaGate() {
    this(System::nanoTime);
  }

  KafkaGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastAcknowledged = nanoTime.getAsLong();
    this.lastTrial = lastAcknowledged - TRIAL_EVERY;
  }

  /**
   * Asks to append something. Who passes must tell how it went: {@link #acknowledged} or {@link
   * #failed}.
   */
  public synchronized boolean pass() {
    if (state == State.OPEN) {
      return true;
    }
    if (state != State.HALF_OPEN) {
      return false;
    }
    state = State.ON_TRIAL;
    lastTrial = nanoTime.getAsLong();
    return true;
  }

  /** Kafka took something, or said why it does not: it is there. */
  public synchronized void acknowledged() {
    lastAcknowledged = nanoTime.getAsLong();
    state = State.OPEN;
  }

  /** Kafka did not say in time that it took something. */
  public synchronized void failed() {
    state = State.CLOSED;
  }

  /** The brokers were asked and answered. */
  public synchronized void answered() {
    boolean mayTry = nanoTime.getAsLong() - lastTrial >= TRIAL_EVERY;
    if (state == State.CLOSED && mayTry) {
      state = State.HALF_OPEN;
    }
  }

  /**
   * The brokers were asked and did not answer. What was acknowledged since counts more: under load
   * an answer may be late.
   *
   * @param since when they were asked, as {@link System#nanoTime}
   */
  public synchronized void silent(long since) {
    if (state != State.ON_TRIAL && lastAcknowledged - since < 0) {
      state = State.CLOSED;
    }
  }

  /**
   * Whether appends go through, or one would be tried: a gateway that is not ready gets no
   * requests, so one that waits for a trial has to be.
   */
  public synchronized boolean isOpen() {
    return state != State.CLOSED;
  }
}
