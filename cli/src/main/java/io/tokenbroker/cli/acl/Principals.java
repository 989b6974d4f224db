// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import io.tokenbroker.cli.cluster.CliException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which principals are a component: several where a component's processes have one each. Immutable.
 */
public record Principals(Map<Component, Set<String>> byComponent) {
  private static final Pattern PRINCIPAL = Pattern.compile("[A-Za-z]+:\\S.*");

  public Principals {
    byComponent = Map.copyOf(byComponent);
  }

  /**
   * Reads {@code COMPONENT=TYPE:NAME}.
   *
   * @throws CliException if it is something else
   */
  public static Principals parse(List<String> texts) {
    Map<Component, Set<String>> principals = new EnumMap<>(Component.class);
    for (String text : texts) {
      // A certificate's name has more of them: User:CN=gateway.
      int end = text.indexOf('=');
      String principal = text.substring(end + 1);
      if (end < 0 || !PRINCIPAL.matcher(principal).matches() || principal.equals("User:*")) {
        throw new CliException(
            "a principal is given as COMPONENT=TYPE:NAME, such as"
                + " callback-gateway=User:gateway, and not as "
                + text);
      }
      principals
          .computeIfAbsent(Component.of(text.substring(0, end)), any -> new TreeSet<>())
          .add(principal);
    }
    return new Principals(principals);
  }

  /** For showing: every component is the user of its own name. */
  public static Principals examples() {
    Map<Component, Set<String>> principals = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      principals.put(component, Set.of("User:" + component.word()));
    }
    return new Principals(principals);
  }

  public boolean isEmpty() {
    return byComponent.isEmpty();
  }

  /** Those of a component; none if it was not named. */
  public Set<String> of(Component component) {
    return byComponent.getOrDefault(component, Set.of());
  }

  /** All of them, each once. */
  public Set<String> all() {
    Set<String> all = new TreeSet<>();
    byComponent.values().forEach((Collection<String> some) -> all.addAll(some));
    return all;
  }
}
