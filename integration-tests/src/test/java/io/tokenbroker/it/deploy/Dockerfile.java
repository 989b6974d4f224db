// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Dockerfile as its stages.
 *
 * @param beforeStages the instructions before the first stage
 * @param stages by name, in order
 */
record Dockerfile(List<String> beforeStages, Map<String, Stage> stages) {

  /**
   * One stage.
   *
   * @param base what it is built from: an image or another stage
   */
  record Stage(String base, List<String> instructions) {
    Stream<String> all(String instruction) {
      return instructions.stream()
          .filter(line -> line.startsWith(instruction + " "))
          .map(line -> line.substring(instruction.length()).strip());
    }
  }

  static Dockerfile parse(String text) {
    List<String> before = new ArrayList<>();
    Map<String, Stage> stages = new LinkedHashMap<>();
    List<String> current = before;
    for (String line :
        text.replaceAll("(?m)^\\s*#.*\\R", "").replaceAll("\\\\\\R\\s*", "").lines().toList()) {
      String instruction = line.strip();
      if (instruction.startsWith("FROM ")) {
        String[] parts = instruction.split("\\s+", -1);
        current = new ArrayList<>();
        stages.put(parts[3], new Stage(parts[1], current));
      } else if (!instruction.isEmpty()) {
        current.add(instruction);
      }
    }
    return new Dockerfile(before, stages);
  }

  /**
   * The last of an instruction that is in force in a stage: its own, or that of what it is from.
   */
  Optional<String> inForce(String stage, String instruction) {
    Optional<Stage> found = Optional.ofNullable(stages.get(stage));
    return found
        .flatMap(it -> it.all(instruction).reduce((first, second) -> second))
        .or(() -> found.flatMap(it -> inForce(it.base(), instruction)));
  }

  /** A stage by its name. */
  Stage stage(String name) {
    return Optional.ofNullable(stages.get(name)).orElseThrow();
  }

  /** What can be built: stages that no other stage is from or copies from. */
  List<String> targets() {
    return stages.keySet().stream()
        .filter(
            name ->
                stages.values().stream()
                    .noneMatch(
                        other ->
                            other.base().equals(name)
                                || other
                                    .all("COPY")
                                    .anyMatch(copy -> copy.startsWith("--from=" + name + " "))))
        .toList();
  }
}
