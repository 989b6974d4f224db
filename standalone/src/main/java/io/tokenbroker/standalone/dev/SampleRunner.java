// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenListener;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.Userinfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * A runner that does nothing but look: it prints each event and what a call with the token gave,
 * never the token. Calls the resource on the client's listener thread.
 */
final class SampleRunner implements TokenListener {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  private final Userinfo resource;
  private final PrintWriter out;

  SampleRunner(Userinfo resource, PrintWriter out) {
    this.resource = resource;
    this.out = out;
  }

  /** Prints what the runner knows of a grant from the time before it listened; else nothing. */
  void printKnown(TokenClient tokens, TokenKey key) {
    tokens
        .status(key)
        .fold(
            usable -> print(usable.token(), "known"),
            expired -> print(key, "expired   version " + expired.version()),
            needed -> {
              needed.stillUsable().ifPresent(token -> print(token, "known"));
              return print(key, describe(needed));
            },
            revoked -> print(key, "revoked   version " + revoked.version()),
            unknown -> false);
  }

  @Override
  public void onRefreshed(AccessToken token) {
    print(token, token.version().sequence() == 1 ? "new token" : "refreshed");
  }

  @Override
  public void onRevoked(TokenKey key, TokenStatus.Revoked status) {
    print(key, "revoked    version " + status.version() + "  " + status.reason());
  }

  @Override
  public void onReauthorizationRequired(TokenKey key, TokenStatus.ReauthorizationNeeded status) {
    print(key, describe(status));
  }

  private static String describe(TokenStatus.ReauthorizationNeeded status) {
    return "needs a new authorization"
        + status.requiredBy().map(end -> " by " + DAY.format(end)).orElse("")
        + "  version "
        + status.version()
        + "  "
        + status.reason();
  }

  private boolean print(AccessToken token, String what) {
    return print(
        token.key(),
        what
            + "  version "
            + token.version()
            + "  expires "
            + TIME.format(token.expiresAt())
            + (DemoGrant.isDemos(token.key()) ? "  userinfo: " + call(token) : ""));
  }

  private boolean print(TokenKey key, String what) {
    out.println(TIME.format(Instant.now()) + "  runner  " + key + "  " + what);
    out.flush();
    return true;
  }

  private String call(AccessToken token) {
    try {
      Userinfo.Answer answer = resource.get(token);
      return answer.status() + " " + answer.body();
    } catch (IOException e) {
      return "not reached, " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
