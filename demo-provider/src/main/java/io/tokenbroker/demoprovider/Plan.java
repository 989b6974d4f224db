// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a behaviour, however it is composed, comes to for one request.
 *
 * @param delay before anything is decided
 * @param demands what is asked of the request, in order
 * @param instead what is answered without processing; the last one given
 * @param shapes what becomes of the answer, in order
 * @param delivery how it travels; the last one given
 */
record Plan(
    Duration delay,
    List<Demand> demands,
    Optional<Answer> instead,
    List<Shape> shapes,
    Optional<Delivery> delivery) {

  private static final Plan NOTHING =
      new Plan(Duration.ZERO, List.of(), Optional.empty(), List.of(), Optional.empty());

  static Plan of(Behaviour behaviour) {
    return behaviour.fold(
        new Behaviour.Cases<>() {
          @Override
          public Plan wait(Duration delay) {
            return new Plan(delay, List.of(), Optional.empty(), List.of(), Optional.empty());
          }

          @Override
          public Plan demand(Behaviour.Demanded demanded) {
            return new Plan(
                Duration.ZERO,
                List.of(demanded.demand()),
                Optional.empty(),
                List.of(),
                Optional.empty());
          }

          @Override
          public Plan answer(Answer answer) {
            return new Plan(
                Duration.ZERO, List.of(), Optional.of(answer), List.of(), Optional.empty());
          }

          @Override
          public Plan shape(Shape shape) {
            return new Plan(
                Duration.ZERO, List.of(), Optional.empty(), List.of(shape), Optional.empty());
          }

          @Override
          public Plan deliver(Behaviour.Delivered delivered) {
            return new Plan(
                Duration.ZERO,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of(delivered.delivery()));
          }

          @Override
          public Plan all(List<Behaviour> parts) {
            return parts.stream().map(Plan::of).reduce(NOTHING, Plan::then);
          }
        });
  }

  private Plan then(Plan next) {
    return new Plan(
        delay.plus(next.delay),
        joined(demands, next.demands),
        next.instead.or(() -> instead),
        joined(shapes, next.shapes),
        next.delivery.or(() -> delivery));
  }

  /** The request as the endpoint is to see it. */
  EndpointRequest admitted(EndpointRequest request) throws RequestRefused {
    EndpointRequest admitted = request;
    for (Demand demand : demands) {
      admitted = demand.on(admitted);
    }
    return admitted;
  }

  Answer shaped(Answer answer, Instant now) {
    Answer shaped = answer;
    for (Shape shape : shapes) {
      shaped = shape.of(shaped, now);
    }
    return shaped;
  }

  Delivery.Way way() {
    return delivery.map(Delivery::way).orElse(Delivery.Way.WHOLE);
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
