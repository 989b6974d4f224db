// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CommandDrafts;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How grants are revoked: options of several commands. */
final class RevocationOptions {
  private static final int MAX_REASON = 64;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--erase",
      description =
          "Erase the grant as soon as that is safe, instead of keeping it known as revoked for a"
              + " day or more.")
  private boolean erase;

  private String reason = "operator";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "operator",
      description = "Why, for runners and the audit; at most 64 characters (${DEFAULT-VALUE}).")
  void useReason(String text) {
    if (text.isBlank() || text.length() > MAX_REASON) {
      throw new ParameterException(
          spec.commandLine(),
          "--reason has 1 to " + MAX_REASON + " characters, not " + text.strip().length());
    }
    reason = text;
  }

  boolean erase() {
    return erase;
  }

  Function<String, SpecificRecord> revocation(CommandDrafts drafts) {
    return drafts.revoke(reason, erase);
  }
}
