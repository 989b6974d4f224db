// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import io.tokenbroker.cli.cluster.CliException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Who talks to Kafka: each with a principal of its own. */
public enum Component {
  CALLBACK_GATEWAY("callback-gateway"),
  BROKER_SERVICE("broker-service"),
  /** A process with the executor client. */
  RUNNER("runner"),
  /** An operator's command that changes nothing. */
  OPERATOR_READONLY("operator-readonly"),
  /** An operator's command, all of it but ACLs. */
  OPERATOR_ADMIN("operator-admin");

  private final String word;

  Component(String word) {
    this.word = word;
  }

  /** The name in commands and documents. */
  public String word() {
    return word;
  }

  /**
   * The component of a name.
   *
   * @throws CliException if there is none; the message lists them
   */
  public static Component of(String word) {
    return Arrays.stream(values())
        .filter(component -> component.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new CliException(
                    "there is no component "
                        + word
                        + ": it is one of "
                        + Arrays.stream(values())
                            .map(Component::word)
                            .collect(Collectors.joining(", "))));
  }
}
