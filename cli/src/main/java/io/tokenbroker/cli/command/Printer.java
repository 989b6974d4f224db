// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tokenbroker.cli.cluster.CliException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Prints rows as an aligned table or as JSON: one object a line, of every command, so that long
 * lists need no end before they can be read. Control characters never reach the terminal.
 */
final class Printer {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** What --output may be. */
  enum Format {
    table,
    json
  }

  private final PrintWriter out;
  private final Format format;
  private final Look look;

  Printer(PrintWriter out, Format format) {
    this(out, format, Look.ofProcess());
  }

  Printer(PrintWriter out, Format format, Look look) {
    this.out = out;
    this.format = format;
    this.look = look;
  }

  /** Several things of one kind. */
  void rows(List<String> columns, List<List<String>> rows) {
    List<Column> sized = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      sized.add(new Column(columns.get(i), width));
    }
    RowStream table = stream(sized);
    rows.forEach(table::row);
  }

  /**
   * A column of rows that are printed as they come.
   *
   * @param width of its longest value, in characters
   */
  record Column(String name, int width) {}

  /** Rows that come one by one: of a table, or one JSON object a line. */
  RowStream stream(List<Column> columns) {
    RowStream rows = new RowStream(columns);
    if (format == Format.table) {
      rows.line(
          columns.stream().map(column -> column.name().toUpperCase(Locale.ROOT)).toList(),
          look::bold);
    }
    return rows;
  }

  /** Where rows go. */
  final class RowStream {
    private final List<Column> columns;

    private RowStream(List<Column> columns) {
      this.columns = columns;
    }

    void row(List<String> values) {
      if (format == Format.json) {
        json(object(columns.stream().map(Column::name).toList(), values));
      } else {
        line(values, UnaryOperator.identity());
      }
    }

    private void line(List<String> values, UnaryOperator<String> style) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < values.size(); i++) {
        Column column = columns.get(i);
        int width = Math.max(column.width(), column.name().length());
        int padding = Math.max(0, width - values.get(i).length()) + 2;
        text.append(printable(values.get(i)));
        text.append(i + 1 < values.size() ? " ".repeat(padding) : "");
      }
      out.println(style.apply(look.cut(text.toString().stripTrailing())));
      out.flush();
    }
  }

  /** One thing, name by name. */
  void facts(Map<String, String> facts) {
    if (format == Format.json) {
      json(facts);
      return;
    }
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) ->
            out.println(name + " ".repeat(width - name.length() + 2) + printable(value)));
    out.flush();
  }

  /** A line of a stream: the values of its facts, or one JSON object. */
  void line(Map<String, String> facts) {
    if (format == Format.json) {
      json(facts);
      return;
    }
    out.println(String.join("  ", facts.values().stream().map(Printer::printable).toList()));
    out.flush();
  }

  /** A line that matters more than those around it. */
  void heading(String line) {
    out.println(look.bold(printable(line)));
    out.flush();
  }

  /** One line of text. */
  void text(String line) {
    out.println(printable(line));
    out.flush();
  }

  boolean isJson() {
    return format == Format.json;
  }

  static String printable(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** One JSON value on a line. */
  void json(Object value) {
    try {
      out.println(JSON.writeValueAsString(value));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new CliException("could not print: " + e.getOriginalMessage(), e);
    }
  }

  private static Map<String, String> object(List<String> columns, List<String> row) {
    Map<String, String> object = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      object.put(columns.get(i), row.get(i));
    }
    return object;
  }
}
