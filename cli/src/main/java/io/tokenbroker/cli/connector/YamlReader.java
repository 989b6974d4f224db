// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one YAML document; refuses duplicate keys, anchors' aliases and further documents. */
final class YamlReader {
  private static final int MAX_DEPTH = 20;
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static YamlNode read(String file, String text) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(file, parser);
      Optional<JsonToken> first = Optional.ofNullable(parser.nextToken());
      if (first.isEmpty()) {
        throw new ConnectorFileException(file + ": the file is empty");
      }
      YamlNode node = reader.node(first.get(), 0);
      if (parser.nextToken() != null) {
        throw reader.fault("a second document: one file holds one");
      }
      return node;
    } catch (JsonProcessingException e) {
      int line = Optional.ofNullable(e.getLocation()).map(at -> at.getLineNr()).orElse(1);
      // Jackson's message repeats the source; the first line says what is wrong.
      throw new ConnectorFileException(
          file
              + ":"
              + line
              + ": not YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new ConnectorFileException(file + ": could not be read: " + e.getMessage());
    }
  }

  private YamlNode node(JsonToken token, int depth) throws IOException {
    if (parser.isCurrentAlias()) {
      throw fault("aliases are not supported: write the value out");
    }
    if (depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    int line = line();
    return switch (token) {
      case START_OBJECT -> mapping(line, depth);
      case START_ARRAY -> sequence(line, depth);
      case VALUE_STRING -> new YamlNode.Text(line, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new YamlNode.Other(line, "a number", parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new YamlNode.Other(line, "true or false", parser.getText());
      case VALUE_NULL -> new YamlNode.Other(line, "nothing", "");
      default -> throw fault("unexpected " + token);
    };
  }

  private YamlNode mapping(int line, int depth) throws IOException {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = line();
      YamlNode value = node(parser.nextToken(), depth + 1);
      if (entries.put(key, new YamlNode.Entry(keyLine, value)) != null) {
        throw new ConnectorFileException(file + ":" + keyLine + ": " + key + ": given twice");
      }
    }
    return new YamlNode.Mapping(line, entries);
  }

  private YamlNode sequence(int line, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, depth + 1));
    }
    return new YamlNode.Sequence(line, items);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private ConnectorFileException fault(String message) {
    return new ConnectorFileException(file + ":" + line() + ": " + message);
  }
}
