// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.key;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import io.tokenbroker.process.config.key.ConfigKey.Shape;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of a typed model: an interface of SmallRye Config whose methods are values with a {@link
 * Meaning}, or groups with a {@link Section}. Immutable.
 *
 * @param sections in their order, each with its keys by name
 */
public record ConfigModel(List<Keys> sections) {
  /** The keys of a section. */
  public record Keys(Section section, List<ConfigKey> keys) {}

  private record Found(Section section, ConfigKey key) {}

  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          int.class, Integer.class,
          short.class, Short.class,
          double.class, Double.class,
          boolean.class, Boolean.class);

  /**
   * Reads them off the interface.
   *
   * @throws IllegalStateException if a value has no meaning: a fault in the model
   */
  public static ConfigModel of(Class<?> type) {
    Map<Section, List<ConfigKey>> keys =
        keysOf(type, "")
            .collect(
                Collectors.groupingBy(
                    Found::section, Collectors.mapping(Found::key, Collectors.toList())));
    return new ConfigModel(
        keys.entrySet().stream()
            .map(
                entry ->
                    new Keys(
                        entry.getKey(),
                        entry.getValue().stream()
                            .sorted(Comparator.comparing(ConfigKey::name))
                            .toList()))
            .sorted(Comparator.comparing(section -> section.section().order()))
            .toList());
  }

  /** All keys. */
  public List<ConfigKey> keys() {
    return sections.stream().flatMap(section -> section.keys().stream()).toList();
  }

  /** The key that has this name. */
  public Optional<ConfigKey> byName(String name) {
    return keys().stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /** The names that may be set: the keys', and those of files with their secrets. */
  public List<String> names() {
    return keys().stream()
        .flatMap(
            key ->
                key.meaning().secret()
                    ? Stream.of(key.name(), key.fileName())
                    : Stream.of(key.name()))
        .toList();
  }

  private static Stream<Found> keysOf(Class<?> group, String prefix) {
    return Arrays.stream(group.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .flatMap(
            method ->
                method.getReturnType().isAnnotationPresent(Section.class)
                    ? keysOf(method.getReturnType(), groupPrefix(prefix, method))
                    : Stream.of(new Found(required(group, Section.class), key(prefix, method))));
  }

  private static String groupPrefix(String prefix, Method method) {
    return method.isAnnotationPresent(WithParentName.class)
        ? prefix
        : prefix + dashed(method.getName()) + ".";
  }

  private static ConfigKey key(String prefix, Method method) {
    Type type = method.getGenericReturnType();
    boolean optional = raw(type) == Optional.class;
    Type value = optional ? argument(type, 0) : type;
    Shape shape =
        raw(value) == List.class ? Shape.LIST : raw(value) == Map.class ? Shape.MAP : Shape.ONE;
    Class<?> element =
        switch (shape) {
          case ONE -> raw(value);
          case LIST -> raw(argument(value, 0));
          case MAP -> raw(argument(value, 1));
        };
    Optional<String> byDefault =
        Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value);
    return new ConfigKey(
        prefix + dashed(method.getName()),
        BOXED.getOrDefault(element, element),
        shape,
        byDefault,
        !optional && byDefault.isEmpty() && shape != Shape.MAP,
        required(method, Meaning.class));
  }

  private static <A extends java.lang.annotation.Annotation> A required(
      AnnotatedElement element, Class<A> annotation) {
    return Optional.ofNullable(element.getAnnotation(annotation))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the model's " + element + " has no @" + annotation.getSimpleName()));
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType parameterized
        ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
