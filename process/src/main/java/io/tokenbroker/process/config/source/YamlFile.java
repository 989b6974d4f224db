// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.source;

import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.config.key.ConfigKey;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as a source of configuration: texts with the lines they stand in. SmallRye's own
 * source forgets the lines, and lets a key stand twice.
 */
public final class YamlFile {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_BYTES = 4 * MAX_CHARACTERS;
  private static final int MAX_DEPTH = 20;

  /** Aliases count as what they stand for: a short file could say a key for each grain of sand. */
  private static final int MAX_VALUES = 10_000;

  private final Path file;
  private final List<Fault> faults;
  private final List<Given> given = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private int seen;

  private YamlFile(Path file, List<Fault> faults) {
    this.file = file;
    this.faults = faults;
  }

  /**
   * What it sets.
   *
   * @param faults gets what can't be read, and what stands outside of {@code tokenbroker:}
   */
  public static List<Given> read(Path file, List<Fault> faults) {
    YamlFile reading = new YamlFile(file, faults);
    reading.read();
    return reading.given;
  }

  private void read() {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setCodePointLimit(MAX_CHARACTERS);
    bounds.setNestingDepthLimit(MAX_DEPTH);
    try (Reader reader = new StringReader(PlainFile.read(file, MAX_BYTES))) {
      Node root = new Yaml(new SafeConstructor(bounds)).compose(reader);
      if (root instanceof MappingNode mapping) {
        mapping("", mapping, 0);
      } else if (root != null && !Tag.NULL.equals(root.getTag())) {
        fault(root, "the file holds no keys: they stand below tokenbroker:");
      }
    } catch (MarkedYAMLException e) {
      // Not its message: it quotes the line, which may hold a secret.
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      faults.add(new Fault(file + ":" + line + ": this is no YAML: " + problem(e)));
    } catch (YAMLException e) {
      faults.add(new Fault(file + ": this is no YAML, or it is longer than 1 MiB"));
    } catch (IOException e) {
      faults.add(
          new Fault("could not read the configuration file " + file + ": " + e.getMessage()));
    }
  }

  private void mapping(String prefix, MappingNode mapping, int depth) {
    for (NodeTuple entry : mapping.getValue()) {
      if (++seen > MAX_VALUES) {
        tooMany(entry.getKeyNode());
        return;
      }
      if (entry.getKeyNode() instanceof ScalarNode key && depth < MAX_DEPTH) {
        value(prefix + key.getValue(), key, entry.getValueNode(), depth);
      } else {
        fault(entry.getKeyNode(), "a key is a text, at most " + MAX_DEPTH + " deep");
      }
    }
  }

  private void value(String property, Node key, Node value, int depth) {
    if (value instanceof MappingNode group) {
      mapping(property + ".", group, depth + 1);
      return;
    }
    int line = line(key);
    Integer earlier = lines.putIfAbsent(property, line);
    if (earlier != null) {
      fault(key, property + " stands in line " + earlier + " already");
    } else if (!property.startsWith(ConfigKey.PREFIX)) {
      outside(property, key, value);
    } else {
      String name = property.substring(ConfigKey.PREFIX.length());
      given.add(new Given(name, text(property, value), Origin.line(file, line)));
    }
  }

  /** Once: what follows is not looked at. */
  private void tooMany(Node node) {
    if (seen == MAX_VALUES + 1) {
      fault(
          node, "the file has more than " + MAX_VALUES + " values, with those that aliases repeat");
    }
  }

  private void outside(String property, Node key, Node value) {
    boolean nothing = value instanceof ScalarNode && Tag.NULL.equals(value.getTag());
    if (!(nothing && ConfigKey.PREFIX.equals(property + "."))) {
      fault(
          key,
          property
              + ": unknown key: all keys stand below tokenbroker:, this would be "
              + ConfigKey.PREFIX
              + property);
    }
  }

  private String text(String property, Node value) {
    if (value instanceof ScalarNode scalar) {
      return Tag.NULL.equals(scalar.getTag()) ? "" : scalar.getValue().strip();
    }
    List<String> elements = new ArrayList<>();
    for (Node element : ((SequenceNode) value).getValue()) {
      if (++seen > MAX_VALUES) {
        tooMany(element);
        break;
      }
      if (element instanceof ScalarNode scalar && !scalar.getValue().contains(",")) {
        elements.add(scalar.getValue().strip());
      } else {
        fault(element, property + ": a list holds texts without commas");
      }
    }
    return String.join(",", elements);
  }

  private void fault(Node node, String what) {
    faults.add(new Fault(file + ":" + line(node) + ": " + what));
  }

  /** Without the name of an alias, which somebody may have meant as a password. */
  private static String problem(MarkedYAMLException error) {
    return String.valueOf(error.getProblem()).replaceAll("alias .*", "alias");
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
