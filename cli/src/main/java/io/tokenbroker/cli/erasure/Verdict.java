// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import io.tokenbroker.cli.erasure.Remains.Records;
import java.util.List;

/** What a proof comes to. */
public sealed interface Verdict {
  /** How far a grant is gone, the best first. */
  enum Grade {
    /** Nothing is left. */
    GONE,
    /** It is erased, and its last records have an end. */
    LEAVING,
    /** It is there, or it is not known. */
    OPEN
  }

  Grade grade();

  /** For a person to read. */
  String text();

  /** One word for a program. */
  String word();

  /** Nothing of the grant is left. */
  record Erased() implements Verdict {
    @Override
    public Grade grade() {
      return Grade.GONE;
    }

    @Override
    public String text() {
      return "erased: nothing is left";
    }

    @Override
    public String word() {
      return "erased";
    }
  }

  /** The grant is erased, but records of it are still in logs, some perhaps with secrets. */
  record InLogs(Records all, Records withSecrets) implements Verdict {
    static InLogs of(List<Remains> remains) {
      return new InLogs(
          Records.sum(remains, Remains::all), Records.sum(remains, Remains::withSecrets));
    }

    @Override
    public Grade grade() {
      return Grade.LEAVING;
    }

    @Override
    public String text() {
      String left =
          all.count() == 1
              ? "1 record of it is still in logs"
              : all.count() + " records of it are still in logs";
      String secrets =
          withSecrets.count() == 0
              ? ", none with a secret"
              : ", " + withSecrets.count() + " with sealed secrets" + until(withSecrets);
      return "erased; " + left + until(all) + secrets;
    }

    @Override
    public String word() {
      return "in_logs";
    }

    private static String until(Records records) {
      return records
          .goneBy()
          .map(time -> " until " + time)
          .orElse(" for a time that no setting bounds");
    }
  }

  /** The grant is not erased. */
  record NotErased(String why) implements Verdict {
    @Override
    public Grade grade() {
      return Grade.OPEN;
    }

    @Override
    public String text() {
      return "not erased: " + why;
    }

    @Override
    public String word() {
      return "not_erased";
    }
  }

  /** The broker did not say whether it is. */
  record NotProven(String why) implements Verdict {
    @Override
    public Grade grade() {
      return Grade.OPEN;
    }

    @Override
    public String text() {
      return "not proven: " + why;
    }

    @Override
    public String word() {
      return "not_proven";
    }
  }
}
