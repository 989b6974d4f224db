// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.cluster.Pace;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantDeletionTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final CommandDrafts DRAFTS = new CommandDrafts("operator:x", Clock.systemUTC());

  private final List<SpecificRecord> sent = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "revoked,REVOKED,true",
    "revoking,REVOKED,true",
    "absent,ABSENT,true",
  })
  void theStateThatTheGrantHasNowIsTheResult(String state, Result result, boolean done) {
    GrantDeletion.Row row = delete(Descriptions.in(state, ANN));

    assertThat(row).isEqualTo(new GrantDeletion.Row(ANN, result, state));
    assertThat(row.result().isDone()).isEqualTo(done);
  }

  @Test
  void whatWentWrongIsSaid() {
    assertThat(delete(new Answer.Refused("unsupported_command", Optional.of("too old"))))
        .isEqualTo(new GrantDeletion.Row(ANN, Result.FAILED, "unsupported_command, too old"));
    assertThat(delete(new Answer.Missing("no reply within 15 s")))
        .isEqualTo(new GrantDeletion.Row(ANN, Result.NO_ANSWER, "no reply within 15 s"));
    assertThat(delete(new Answer.NotSent("not sent")).result()).isEqualTo(Result.NOT_SENT);
    assertThat(Result.NO_ANSWER.isDone()).isFalse();
  }

  @Test
  void theCommandIsARevocationWithItsReason() {
    delete(Descriptions.in("revoked", ANN));

    assertThat(sent)
        .singleElement()
        .isInstanceOfSatisfying(
            RevokeToken.class,
            revoke -> {
              assertThat(revoke.getErase()).isTrue();
              assertThat(revoke.getReason()).isEqualTo("left");
              assertThat(revoke.getRequestedBy()).isEqualTo("operator:x");
              assertThat(revoke.getCorrelationId()).isEqualTo("id-1");
            });
  }

  private GrantDeletion.Row delete(Answer answer) {
    List<GrantDeletion.Row> rows = new ArrayList<>();
    new GrantDeletion(
            new PacedCommands(
                (key, draft) -> {
                  sent.add(draft.apply("id-1"));
                  return CompletableFuture.completedFuture(answer);
                },
                new Pace(1000),
                1))
        .run(List.of(ANN), DRAFTS.revoke("left", true), rows::add);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
