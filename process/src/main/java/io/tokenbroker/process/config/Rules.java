// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.source.Given;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the model says of values, and of keys that go together. */
final class Rules {
  private final ConfigModel model;
  private final Map<String, Given> inForce;
  private final Predicate<String> isGiven;
  private final List<Fault> faults;

  /**
   * @param inForce what is set, by name
   * @param isGiven whether somebody has tried to set a key: what is wrong with that is told already
   * @param faults gets what is wrong
   */
  Rules(
      ConfigModel model,
      Map<String, Given> inForce,
      Predicate<String> isGiven,
      List<Fault> faults) {
    this.model = model;
    this.inForce = inForce;
    this.isGiven = isGiven;
    this.faults = faults;
  }

  void check() {
    for (ConfigKey key : model.keys()) {
      Optional.ofNullable(inForce.get(key.name()))
          .ifPresentOrElse(
              given -> {
                value(key, given);
                company(key, given);
              },
              () -> missing(key));
    }
  }

  private void value(ConfigKey key, Given given) {
    key.faultOf(given.text())
        .ifPresent(
            fault ->
                faults.add(
                    new Fault(
                        Resolution.place(given)
                            + ": "
                            + fault
                            + (isShown(key) ? ", not " + given.text() : ""))));
  }

  /** A URL may hold a password, where nobody expects one. */
  private static boolean isShown(ConfigKey key) {
    return !key.meaning().secret() && key.type() != URI.class;
  }

  private void missing(ConfigKey key) {
    if (key.required() && !isGiven.test(key.name())) {
      faults.add(
          new Fault(
              named(key.name())
                  + ", but required: "
                  + key.meaning().value()
                  + "; --help says more"));
    }
  }

  private void company(ConfigKey key, Given given) {
    for (String needed : key.meaning().needs()) {
      List<String> choices = Arrays.asList(needed.split("\\|", -1));
      long there = choices.stream().filter(isGiven).count();
      if (there == 0 && choices.size() == 1) {
        faults.add(new Fault(named(needed) + ", but " + Resolution.place(given) + " needs it"));
      } else if (there != 1) {
        faults.add(
            new Fault(
                Resolution.place(given)
                    + " needs exactly one of "
                    + choices.stream()
                        .map(
                            choice ->
                                ConfigKey.PREFIX + choice + " (" + ConfigKey.variable(choice) + ")")
                        .collect(Collectors.joining(" and "))
                    + (there == 0 ? "; none is set" : "; both are set")));
      }
    }
  }

  private static String named(String name) {
    return ConfigKey.variable(name) + " is not set (" + ConfigKey.PREFIX + name + " in a file)";
  }
}
