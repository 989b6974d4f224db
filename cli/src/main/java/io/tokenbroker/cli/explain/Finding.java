// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One probable cause.
 *
 * @param code stable, for scripts
 * @param cause in a sentence or two
 * @param evidence what it rests on, each with its time and code
 * @param remedies what to do: commands and links
 */
public record Finding(
    String code, Weight weight, String cause, List<String> evidence, List<String> remedies) {
  public Finding {
    evidence = List.copyOf(evidence);
    remedies = List.copyOf(remedies);
  }

  static Finding of(String code, Weight weight, String cause) {
    return new Finding(code, weight, cause, List.of(), List.of());
  }

  /** The finding with one more piece of evidence. */
  Finding seen(String fact) {
    return new Finding(
        code, weight, cause, Stream.concat(evidence.stream(), Stream.of(fact)).toList(), remedies);
  }

  Finding seen(Optional<String> fact) {
    return fact.map(this::seen).orElse(this);
  }

  /** The finding with one more thing to do about it. */
  Finding todo(String remedy) {
    return new Finding(
        code,
        weight,
        cause,
        evidence,
        Stream.concat(remedies.stream(), Stream.of(remedy)).toList());
  }

  /** How probable it is that this is what keeps the grant from working; the most probable first. */
  public enum Weight {
    /** Nothing can work while this is so. */
    BLOCKING,
    /** This is why it does not work. */
    CAUSE,
    /** It may be the cause, or add to it. */
    POSSIBLE,
    /** It works; this is worth knowing. */
    REMARK
  }
}
