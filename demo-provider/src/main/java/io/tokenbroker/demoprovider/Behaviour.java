// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;
import java.util.Map;

/**
 * What a scripted endpoint does with one request; made by the factory methods, given to {@link
 * DemoProvider#onToken}.
 */
public sealed interface Behaviour {

  /** Picks the case; a new kind of behaviour is a compile error wherever it is not handled. */
  <R> R fold(Cases<R> cases);

  /** One method for each kind of behaviour. */
  interface Cases<R> {
    R answerAfter(Duration delay);

    R hang();

    R resetAfterProcessing();

    R answer(Answer answer);
  }

  /** The request is processed and answered. */
  static Behaviour answerNormally() {
    return delay(Duration.ZERO);
  }

  /**
   * The request is processed and answered, but only after a while: nothing is decided before that,
   * so a second request can overtake this one.
   *
   * @param delay zero or more, in addition to {@link DemoProviderSettings#latency()}
   */
  static Behaviour delay(Duration delay) {
    return new AnswerAfter(delay);
  }

  /**
   * The request is accepted and neither processed nor answered; the connection stays open until the
   * provider closes.
   */
  static Behaviour hang() {
    return new Hang();
  }

  /**
   * The request is processed, rotation and all, and then the connection is closed without an
   * answer: the lost reply.
   */
  static Behaviour resetAfterProcessing() {
    return new ResetAfterProcessing();
  }

  /**
   * The request is not processed; this is answered.
   *
   * @param status 200 to 599
   * @param headers each with one value, {@code Content-Type} included where it matters
   * @param body text, sent as UTF-8
   */
  static Behaviour status(int status, Map<String, String> headers, String body) {
    return new FixedAnswer(new Answer(status, headers, body));
  }

  /**
   * The request is not processed; the error is answered as RFC 6749 section 5.2 has it, {@code
   * invalid_grant} say.
   */
  static Behaviour error(int status, String error) {
    return new FixedAnswer(Answer.error(status, new OAuthError(error, "Scripted by the test")));
  }

  /** See {@link Behaviour#delay}. */
  record AnswerAfter(Duration delay) implements Behaviour {

    public AnswerAfter {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("A delay must not be negative but is " + delay);
      }
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.answerAfter(delay);
    }
  }

  /** See {@link Behaviour#hang}. */
  record Hang() implements Behaviour {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.hang();
    }
  }

  /** See {@link Behaviour#resetAfterProcessing}. */
  record ResetAfterProcessing() implements Behaviour {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.resetAfterProcessing();
    }
  }

  /** See {@link Behaviour#status}. */
  record FixedAnswer(Answer answer) implements Behaviour {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.answer(answer);
    }
  }
}
