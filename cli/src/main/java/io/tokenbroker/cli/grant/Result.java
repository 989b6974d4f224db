// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.cli.cluster.Answer;

/** What came of one of many grants. */
public enum Result {
  /** It was revoked, or is being revoked at the provider. */
  REVOKED("revoked", true),
  /** Its secrets go to the new origin. */
  MIGRATED("migrated", true),
  /** There is no such grant. */
  ABSENT("absent", true),
  /** It was imported, and its token is published. */
  IMPORTED("imported", true),
  /** An import would make it. */
  WOULD_CREATE("would create", true),
  /** An import would take the place of the one that is there. */
  WOULD_REPLACE("would replace", true),
  /** It can't be done as it was asked for; nothing was changed. */
  REFUSED("refused", false),
  /** It was tried, and did not work. */
  FAILED("failed", false),
  /** The broker did not answer in time; the command stands. */
  NO_ANSWER("no answer", false),
  /** It was given up before. */
  NOT_SENT("not sent", false);

  private final String word;
  private final boolean done;

  Result(String word, boolean done) {
    this.word = word;
    this.done = done;
  }

  /** Of an answer that is not the one that was hoped for. */
  public static Result ofFailure(Answer answer) {
    if (answer instanceof Answer.NotSent) {
      return NOT_SENT;
    }
    return answer instanceof Answer.Missing ? NO_ANSWER : FAILED;
  }

  /** As reports say it. */
  public String word() {
    return word;
  }

  /** Whether all is as it was asked for. */
  public boolean isDone() {
    return done;
  }
}
