// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

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
public final class YamlReader {
  private static final int MAX_DEPTH = 20;
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a document.
   *
   * @param file its name in messages
   * @throws FaultyFileException if it is none
   */
  public static YamlNode read(String file, String text) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(file, parser);
      Optional<JsonToken> first = Optional.ofNullable(parser.nextToken());
      if (first.isEmpty()) {
        throw new FaultyFileException(file + ": the file is empty");
      }
      YamlNode node = reader.node(first.get(), new Place(file, reader.line(), ""), 0);
      if (parser.nextToken() != null) {
        throw reader.fault("a second document: one file holds one");
      }
      return node;
    } catch (JsonProcessingException e) {
      int line = Optional.ofNullable(e.getLocation()).map(at -> at.getLineNr()).orElse(1);
      // Jackson's message repeats the source; the first line says what is wrong.
      throw new FaultyFileException(
          file
              + ":"
              + line
              + ": not YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new FaultyFileException(file + ": could not be read: " + e.getMessage());
    }
  }

  /**
   * @param place of the key that leads here
   */
  private YamlNode node(JsonToken token, Place place, int depth) throws IOException {
    if (parser.isCurrentAlias()) {
      throw fault("aliases are not supported: write the value out");
    }
    if (depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    Place here = new Place(file, line(), place.path());
    return switch (token) {
      case START_OBJECT -> mapping(here, depth);
      case START_ARRAY -> sequence(here, depth);
      case VALUE_STRING -> new YamlNode.Text(here, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new YamlNode.Other(here, "a number", parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new YamlNode.Other(here, "true or false", parser.getText());
      case VALUE_NULL -> new YamlNode.Other(here, "nothing", "");
      default -> throw fault("unexpected " + token);
    };
  }

  private YamlNode mapping(Place place, int depth) throws IOException {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      Place keyPlace = place.key(key, line());
      YamlNode value = node(parser.nextToken(), keyPlace, depth + 1);
      if (entries.put(key, new YamlNode.Entry(keyPlace, value)) != null) {
        throw keyPlace.fault("given twice");
      }
    }
    return new YamlNode.Mapping(place, entries);
  }

  private YamlNode sequence(Place place, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, place, depth + 1));
    }
    return new YamlNode.Sequence(place, items);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private FaultyFileException fault(String message) {
    return new FaultyFileException(file + ":" + line() + ": " + message);
  }
}
