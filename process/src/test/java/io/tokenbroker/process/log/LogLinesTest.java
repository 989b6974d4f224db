// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/** Lines of the log in both formats, and what others can do to them. */
final class LogLinesTest {
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter ids = new LogbackMDCAdapter();
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger log;

  LogLinesTest() {
    context.setMDCAdapter(ids);
    events.setContext(context);
    events.start();
    ch.qos.logback.classic.Logger logger = context.getLogger("io.tokenbroker.some.place.Speaker");
    logger.addAppender(events);
    log = logger;
  }

  static List<String> hostile() {
    return List.of(
        "a\nb",
        "a\r\n2024-05-06T07:08:09.000Z ERROR io.tokenbroker.Forged all is lost",
        "\u001b[2J\u001b]0;title\u0007",
        "\u009b31m",
        "a\u2028b\u2029c\u0085d\u000be",
        "\u202egnp.exe",
        "\"}\n{\"level\":\"ERROR\"",
        "back\\slash \\n \"quoted\"",
        "nul\0tab\t",
        "half \ud800 a pair");
  }

  @Test
  void aLineOfJsonHasWhatIsKnownOfTheEvent() throws IOException {
    ids.put("trace_id", "0af7651916cd43dd8448eb211c80319c");
    ids.put("span_id", "b7ad6b7169203331");
    ids.put("correlation_id", "an-authorization");
    ids.put("other", "not told");
    log.atWarn()
        .addKeyValue("count", 3)
        .addKeyValue("name", "ada")
        .addKeyValue("level", "not the level")
        .setCause(new IllegalStateException("broken"))
        .log("something happened");

    JsonNode line = json();

    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly(
            "timestamp",
            "level",
            "service",
            "logger",
            "thread",
            "message",
            "trace_id",
            "span_id",
            "correlation_id",
            "data",
            "error");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("service").asText()).isEqualTo("here");
    assertThat(line.path("logger").asText()).isEqualTo("io.tokenbroker.some.place.Speaker");
    assertThat(line.path("message").asText()).isEqualTo("something happened");
    assertThat(line.path("trace_id").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(line.path("correlation_id").asText()).isEqualTo("an-authorization");
    assertThat(line.path("data").path("count").intValue()).isEqualTo(3);
    assertThat(line.path("data").path("level").asText()).isEqualTo("not the level");
    assertThat(line.path("error").asText())
        .startsWith("java.lang.IllegalStateException: broken")
        .contains("LogLinesTest");
  }

  @Test
  void whatIsNotKnownIsNotThere() throws IOException {
    log.info("plain");

    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("timestamp", "level", "service", "logger", "thread", "message");
  }

  @Test
  void aLineOfTextIsForPeople() {
    ids.put("correlation_id", "an-authorization");
    log.atInfo().addKeyValue("name", "ada").log("something happened");

    assertThat(text())
        .matches(
            "\\S+T\\S+ INFO  i\\.t\\.some\\.place\\.Speaker something happened name=\"ada\""
                + " correlation_id=\"an-authorization\"\n");
  }

  @Test
  void inTextAValueCannotGoOnAsAnotherField() {
    log.atInfo().addKeyValue("error", "no\" level=\"ERROR").log("refused");

    assertThat(text()).endsWith(" refused error=\"no\\\" level=\\\"ERROR\"\n");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void inJsonHostileTextStaysInsideItsFieldOnOneLineOfAscii(String text) throws IOException {
    say(text);

    String line = line(new JsonLayout("here"));

    assertThat(line).endsWith("\n").matches("[\\x20-\\x7e]+\n");
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read.path("message").asText()).isEqualTo(text);
    assertThat(read.path("correlation_id").asText()).isEqualTo(text);
    assertThat(read.path("data").path(text).asText()).isEqualTo(text);
    assertThat(read.path("level").asText()).isEqualTo("INFO");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void inTextHostileTextBeginsNoLineAndReachesNoTerminal(String text) {
    say(text);

    String written = text();

    assertThat(written.chars().filter(unit -> unit != '\n'))
        .noneMatch(Character::isISOControl)
        .noneMatch(unit -> Character.getType(unit) == Character.FORMAT)
        .doesNotContain(0x2028, 0x2029);
    List<String> lines = written.lines().toList();
    assertThat(lines.get(0)).matches("\\S+T\\S+ INFO .*");
    assertThat(lines.subList(1, lines.size())).isNotEmpty().allMatch(it -> it.startsWith("    "));
  }

  @Test
  void aLineHasABound() throws IOException {
    String longText = "x".repeat(1_000_000);
    log.atInfo().addKeyValue("long", longText).setCause(new Exception(longText)).log(longText);

    assertThat(text()).hasSizeLessThan(100_000);
    assertThat(json().toString()).hasSizeLessThan(100_000);
  }

  @Test
  void aValueThatCannotTellItsTextCostsNoLine() throws IOException {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    log.atInfo().addKeyValue("value", broken).log("said");

    assertThat(json().path("data").path("value").asText()).isEqualTo("(IllegalStateException)");
  }

  /** The text in every place that others may write to. */
  private void say(String text) {
    ids.put("correlation_id", text);
    log.atInfo()
        .addKeyValue(text, text)
        .setCause(new IllegalStateException(text, new IllegalArgumentException(text)))
        .log(text);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(line(new JsonLayout("here")));
  }

  private String text() {
    return line(new TextLayout());
  }

  private String line(Layout<ILoggingEvent> layout) {
    assertThat(events.list).hasSize(1);
    return layout.doLayout(events.list.get(0));
  }
}
