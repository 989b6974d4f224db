// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What came of a command to a grant's owner. */
public sealed interface Answer {
  /** What stands in the way of what was asked for; of a good answer: that it was not expected. */
  String problem();

  /** The grant as it is after the command. */
  record Described(GrantDescribed grant) implements Answer {
    @Override
    public String problem() {
      return "unexpected reply GrantDescribed";
    }
  }

  /** A grant was obtained or imported. */
  record Succeeded(AuthorizationSucceeded outcome) implements Answer {
    @Override
    public String problem() {
      return "unexpected reply AuthorizationSucceeded";
    }
  }

  /**
   * The broker, or the provider that it asked, said no.
   *
   * @param reason a stable code
   */
  record Refused(String reason, Optional<String> description) implements Answer {
    @Override
    public String problem() {
      return reason + description.map(more -> ", " + more).orElse("");
    }
  }

  /** The command was sent, or may have been, and stands; no reply came in time. */
  record Missing(String why) implements Answer {
    @Override
    public String problem() {
      return why;
    }
  }

  /** The command was not sent. */
  record NotSent(String why) implements Answer {
    @Override
    public String problem() {
      return why;
    }
  }

  /** What a record on the replies topic says. */
  static Answer of(SpecificRecord reply) {
    if (reply instanceof GrantDescribed described) {
      return new Described(described);
    }
    if (reply instanceof AuthorizationSucceeded succeeded) {
      return new Succeeded(succeeded);
    }
    if (reply instanceof AuthorizationFailed failed) {
      return new Refused(failed.getReason(), failed.getDescription());
    }
    if (reply instanceof CommandRejected rejected) {
      return new Refused(rejected.getReason(), rejected.getDescription());
    }
    return new Missing("an unexpected reply came: " + reply.getSchema().getName());
  }
}
