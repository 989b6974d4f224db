// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a scripted endpoint does with one request; made by the factory methods here and in {@link
 * TokenAnswers}, {@link Demands}, {@link Callbacks} and {@link Troubles}, given to {@link
 * DemoProvider#on}. Behaviours compose: {@link #and} first asks everything of the request that one
 * of them asks, then shapes the answer with one after the other.
 */
public sealed interface Behaviour {

  /** Picks the case; a new kind of behaviour is a compile error wherever it is not handled. */
  <R> R fold(Cases<R> cases);

  /** One method for each kind of behaviour. */
  interface Cases<R> {
    R wait(Duration delay);

    R demand(Demanded demanded);

    R answer(Answer answer);

    R shape(Shape shape);

    R deliver(Delivered delivered);

    R all(List<Behaviour> parts);
  }

  /** This one and then the other, for the same request. */
  default Behaviour and(Behaviour other) {
    return new All(List.of(this, other));
  }

  /** The request is processed and answered. */
  static Behaviour answerNormally() {
    return new All(List.of());
  }

  /** All of these for the same request, in order. */
  static Behaviour all(Behaviour... parts) {
    return new All(List.of(parts));
  }

  /**
   * The request is processed and answered, but only after a while: nothing is decided before that,
   * so a second request can overtake this one.
   *
   * @param delay zero or more, in addition to {@link DemoProviderSettings#latency()}
   */
  static Behaviour delay(Duration delay) {
    return new Delay(delay);
  }

  /**
   * The request is accepted and neither processed nor answered; the connection stays open until the
   * provider closes.
   */
  static Behaviour hang() {
    return status(200, Map.of(), "").and(deliver(Delivery.of(Delivery.Way.NEVER)));
  }

  /**
   * The request is processed, rotation and all, and then the connection is closed without an
   * answer: the lost reply.
   */
  static Behaviour resetAfterProcessing() {
    return deliver(Delivery.of(Delivery.Way.RESET));
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

  /** The request is processed, and its answer shaped. */
  static Behaviour shaped(Shape shape) {
    return new Shaped(shape);
  }

  /** The request is processed if it passes, and as the demand has it. */
  static Behaviour demand(Demand demand) {
    return new Demanded(demand);
  }

  /** The answer travels so. */
  static Behaviour deliver(Delivery delivery) {
    return new Delivered(delivery);
  }

  /** See {@link Behaviour#delay}. */
  record Delay(Duration delay) implements Behaviour {

    public Delay {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("A delay must not be negative but is " + delay);
      }
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.wait(delay);
    }
  }

  /** See {@link Behaviour#status}. */
  record FixedAnswer(Answer answer) implements Behaviour {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.answer(answer);
    }
  }

  /** See {@link Behaviour#shaped}. */
  record Shaped(Shape shape) implements Behaviour {
    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.shape(shape);
    }
  }

  /** See {@link Demands}. */
  final class Demanded implements Behaviour {
    private final Demand demand;

    private Demanded(Demand demand) {
      this.demand = demand;
    }

    Demand demand() {
      return demand;
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.demand(this);
    }
  }

  /** See {@link Troubles}. */
  final class Delivered implements Behaviour {
    private final Delivery delivery;

    private Delivered(Delivery delivery) {
      this.delivery = delivery;
    }

    Delivery delivery() {
      return delivery;
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.deliver(this);
    }
  }

  /** See {@link Behaviour#and}. */
  record All(List<Behaviour> parts) implements Behaviour {

    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R fold(Cases<R> cases) {
      return cases.all(parts);
    }
  }
}
