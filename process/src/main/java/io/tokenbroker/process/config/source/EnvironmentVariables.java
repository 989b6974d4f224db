// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.source;

import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.KafkaNames;
import io.tokenbroker.process.suggestion.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Environment variables as a source of configuration. */
public final class EnvironmentVariables {
  private EnvironmentVariables() {}

  /**
   * What they set. A blank one is not set, as start scripts have it; but for Kafka's, where blank
   * is a value ({@code ssl.endpoint.identification.algorithm}).
   *
   * @param names all names that any process knows
   * @param faults gets the unknown ones
   */
  public static List<Given> read(
      Map<String, String> environment, Collection<String> names, List<Fault> faults) {
    Map<String, String> nameOf =
        names.stream().collect(Collectors.toMap(ConfigKey::variable, Function.identity()));
    List<Given> given = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              String name = nameOf.getOrDefault(variable, "");
              if (!variable.startsWith(ConfigKey.VARIABLE_PREFIX)
                  || OtherVariables.contains(variable, value)) {
                return;
              }
              KafkaNames.ofVariable(variable)
                  .ifPresentOrElse(
                      kafka -> given.add(new Given(kafka, value, Origin.ENVIRONMENT)),
                      () -> {
                        if (name.isEmpty()) {
                          faults.add(unknown(variable, nameOf.keySet()));
                        } else if (!value.isBlank()) {
                          given.add(new Given(name, value.strip(), Origin.ENVIRONMENT));
                        }
                      });
            });
    return given;
  }

  private static Fault unknown(String variable, Collection<String> known) {
    return new Fault(
        variable
            + ", from the environment: unknown, no process has such a setting"
            + Suggestion.among(variable, known));
  }
}
