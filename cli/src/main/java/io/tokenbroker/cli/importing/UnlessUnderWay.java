// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.CommandSender;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Sends a command only where no call for the grant is under way: an import that is given again
 * while the provider has not answered the first would send a refresh token twice that is for one
 * use.
 */
final class UnlessUnderWay implements CommandSender {
  private static final Answer UNDER_WAY =
      new Answer.Refused(
          "under_way", Optional.of("the provider is being asked for this grant; try again later"));

  private final CommandSender sender;
  private final Function<String, SpecificRecord> question;

  /**
   * @param question what is answered with a grant's metadata
   */
  UnlessUnderWay(CommandSender sender, Function<String, SpecificRecord> question) {
    this.sender = sender;
    this.question = question;
  }

  @Override
  public CompletableFuture<Answer> send(TokenKey key, Function<String, SpecificRecord> command) {
    return sender
        .send(key, question)
        .thenComposeAsync(
            answer ->
                answer instanceof Answer.Described described
                    ? isUnderWay(described.grant())
                        ? CompletableFuture.completedFuture(UNDER_WAY)
                        : sender.send(key, command)
                    : CompletableFuture.completedFuture(answer));
  }

  /** A revocation's calls are about tokens that are gone. */
  private static boolean isUnderWay(GrantDescribed grant) {
    return grant.getCallInFlight() && !grant.getState().equals("revoking");
  }
}
