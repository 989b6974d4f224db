// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private final StringWriter text = new StringWriter();

  @Test
  void rowsAreAligned() {
    printer(Printer.Format.table)
        .rows(List.of("name", "n"), List.of(List.of("github", "1"), List.of("x", "22")));

    assertThat(text.toString().lines()).containsExactly("NAME    N", "github  1", "x       22");
  }

  @Test
  void rowsAreObjectsInJson() {
    printer(Printer.Format.json).rows(List.of("name", "n"), List.of(List.of("a\"b", "1")));

    assertThat(text.toString().strip()).isEqualTo("{\"name\":\"a\\\"b\",\"n\":\"1\"}");
  }

  @Test
  void rowsThatComeOneByOneAreAlignedByTheirColumnsWidths() {
    Printer.RowStream rows =
        printer(Printer.Format.table).stream(
            List.of(new Printer.Column("key", 5), new Printer.Column("result", 0)));
    rows.row(List.of("a", "done"));
    rows.row(List.of("longer", "x"));
    rows.row(List.of("b", ""));

    assertThat(text.toString().lines())
        .containsExactly("KEY    RESULT", "a      done", "longer  x", "b");
  }

  @Test
  void rowsThatComeOneByOneAreOneObjectALineInJson() {
    Printer.RowStream rows =
        printer(Printer.Format.json).stream(List.of(new Printer.Column("key", 5)));
    rows.row(List.of("a"));
    rows.row(List.of("b"));

    assertThat(text.toString().lines()).containsExactly("{\"key\":\"a\"}", "{\"key\":\"b\"}");
  }

  @Test
  void aProvidersWordsCannotSteerTheTerminal() {
    printer(Printer.Format.table).facts(Map.of("reason", "a\u001b[2Jb\u202ec\nd"));

    assertThat(text.toString().strip()).isEqualTo("reason  a?[2Jb?c?d");
  }

  @Test
  void norCanTheyInJsonWhichStaysJson() throws JsonProcessingException {
    String hostile = "a\u001b[2Jb\u009b2Jc\u202ed\u2028e\"}\n{";
    printer(Printer.Format.json).json(Map.of("reason", hostile));

    String line = text.toString().strip();
    assertThat(line).matches("[\\x20-\\x7e]+");
    assertThat(new ObjectMapper().readTree(line).path("reason").asText()).isEqualTo(hostile);
  }

  private Printer printer(Printer.Format format) {
    return new Printer(new PrintWriter(text), format);
  }
}
