// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.grant.Result;
import java.util.List;

/** The report of something that is done to many: a row for each, their sums, and the exit code. */
final class Bulk implements AutoCloseable {
  private final Printer.RowStream rows;
  private final Progress progress;
  private boolean allDone = true;

  Bulk(Printer.RowStream rows, Progress progress) {
    this.rows = rows;
    this.progress = progress;
  }

  void row(Result result, List<String> values) {
    rows.row(values);
    progress.count(result.word());
    allDone &= result.isDone();
  }

  /** The end was reached. */
  int finish() {
    progress.finish();
    return allDone ? 0 : 1;
  }

  @Override
  public void close() {
    progress.close();
  }
}
