// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.CommandSender;
import io.tokenbroker.cli.cluster.Pace;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.cli.connector.ConnectorCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * An import of one file. It is read twice, line by line: checked as a whole before anything is
 * sent, then sent. Not thread-safe.
 */
public final class GrantImport {
  private static final int MAX_UNDER_WAY = 50;

  private final Path file;
  private final ImportRules rules;
  private final BitSet bad = new BitSet();
  private int good;
  private String fingerprint = "";

  public GrantImport(Path file, ConnectorCatalog connectors, Clock clock) {
    this.file = file;
    this.rules = new ImportRules(connectors, clock);
  }

  /**
   * Checks the whole file; comes first.
   *
   * @param faults gets a row for each bad line
   * @throws CliException if the file can't be read, holds nothing, or has too many lines
   */
  public void check(Consumer<ImportRow> faults) {
    try (GrantLines lines = new GrantLines(file, rules)) {
      while (lines.hasNext()) {
        GrantLines.Checked line = lines.next();
        if (line.grant().isPresent()) {
          good++;
        } else {
          bad.set(line.number());
          faults.accept(ImportRow.bad(line));
        }
      }
      fingerprint = lines.fingerprint();
    }
    if (good + bad() == 0) {
      throw new CliException(file + " holds no grant");
    }
  }

  /** How many lines can be imported. */
  public int good() {
    return good;
  }

  /** How many can't. */
  public int bad() {
    return bad.cardinality();
  }

  /**
   * Sends the good lines, each where no call for its grant is under way; each row is told as soon
   * as it is known.
   *
   * @param question what is answered with a grant's metadata
   */
  public void run(
      CommandSender sender,
      Pace pace,
      ImportDrafts drafts,
      Function<String, SpecificRecord> question,
      Consumer<ImportRow> rows) {
    send(
        new PacedCommands(new UnlessUnderWay(sender, question), pace, MAX_UNDER_WAY),
        drafts::of,
        rows,
        ImportRow::imported);
  }

  /**
   * Asks what importing the good lines would do.
   *
   * @param question what is answered with a grant's metadata
   */
  public void foresee(
      CommandSender sender,
      Function<String, SpecificRecord> question,
      boolean replace,
      Consumer<ImportRow> rows) {
    send(
        PacedCommands.ofQuestions(sender),
        grant -> question,
        rows,
        (line, key, answer) -> ImportRow.foreseen(line, key, answer, replace));
  }

  /** How an answer becomes a row. */
  private interface Interpretation {
    ImportRow row(int line, String key, Answer answer);
  }

  private void send(
      PacedCommands commands,
      Function<ImportedGrant, Function<String, SpecificRecord>> draft,
      Consumer<ImportRow> rows,
      Interpretation interpretation) {
    try (GrantLines lines = new GrantLines(file, rules)) {
      commands.run(
          new Good(lines, draft, rows),
          outcome ->
              rows.accept(
                  interpretation.row(outcome.about(), outcome.key().toString(), outcome.answer())));
      if (!lines.fingerprint().equals(fingerprint)) {
        throw new CliException(
            file + " was changed while it was imported: what was sent stands, compare the report");
      }
    }
  }

  /** The good lines as commands; what went bad since the check is told and left out. */
  private final class Good implements Iterator<Command<Integer>> {
    private final GrantLines lines;
    private final Function<ImportedGrant, Function<String, SpecificRecord>> draft;
    private final Consumer<ImportRow> rows;
    private Optional<Command<Integer>> next = Optional.empty();

    Good(
        GrantLines lines,
        Function<ImportedGrant, Function<String, SpecificRecord>> draft,
        Consumer<ImportRow> rows) {
      this.lines = lines;
      this.draft = draft;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && lines.hasNext()) {
        GrantLines.Checked line = lines.next();
        next =
            line.grant()
                .map(grant -> new Command<>(line.number(), grant.key(), draft.apply(grant)));
        if (next.isEmpty() && !bad.get(line.number())) {
          rows.accept(ImportRow.bad(line));
        }
      }
      return next.isPresent();
    }

    @Override
    public Command<Integer> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Command<Integer> command = next.orElseThrow();
      next = Optional.empty();
      return command;
    }
  }
}
