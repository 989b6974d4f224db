// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.cluster.Pace;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.event.MigrateGrant;
import io.tokenbroker.key.TokenKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantMigrationTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final CommandDrafts DRAFTS = new CommandDrafts("operator:x", Clock.systemUTC());

  private final List<SpecificRecord> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"active", "refreshing", "reauthorization_required"})
  void whatTheBrokerDescribesIsMigrated(String state) {
    assertThat(migrate(Descriptions.in(state, ANN)))
        .isEqualTo(new GrantMigration.Row(ANN, Result.MIGRATED, state));
    assertThat(Result.MIGRATED.isDone()).isTrue();
  }

  @Test
  void whereThereIsNoGrantNothingIsLeftToDo() {
    GrantMigration.Row row = migrate(new Answer.Refused("no_grant", Optional.of("revoked")));

    assertThat(row).isEqualTo(new GrantMigration.Row(ANN, Result.ABSENT, "no_grant, revoked"));
    assertThat(row.result().isDone()).isTrue();
  }

  @Test
  void whatWentWrongIsSaid() {
    assertThat(migrate(new Answer.Refused("call_in_flight", Optional.of("try again"))))
        .isEqualTo(new GrantMigration.Row(ANN, Result.FAILED, "call_in_flight, try again"));
    assertThat(migrate(new Answer.Missing("no reply within 15 s")).result())
        .isEqualTo(Result.NO_ANSWER);
    assertThat(migrate(new Answer.NotSent("not sent")).result()).isEqualTo(Result.NOT_SENT);
  }

  @Test
  void theCommandNamesBothOriginsAndTheRevision() {
    migrate(Descriptions.in("active", ANN));

    assertThat(sent)
        .singleElement()
        .isInstanceOfSatisfying(
            MigrateGrant.class,
            migrate -> {
              assertThat(migrate.getConnectorRevision()).isEqualTo(8);
              assertThat(migrate.getFromOrigin()).isEqualTo("https://old.example:443");
              assertThat(migrate.getToOrigin()).isEqualTo("https://new.example:443");
              assertThat(migrate.getRequestedBy()).isEqualTo("operator:x");
              assertThat(migrate.getCorrelationId()).isEqualTo("id-1");
            });
  }

  private GrantMigration.Row migrate(Answer answer) {
    List<GrantMigration.Row> rows = new ArrayList<>();
    new GrantMigration(
            new PacedCommands(
                (key, draft) -> {
                  sent.add(draft.apply("id-1"));
                  return CompletableFuture.completedFuture(answer);
                },
                new Pace(1000),
                1))
        .run(
            List.of(ANN),
            DRAFTS.migrate(8, "https://old.example:443", "https://new.example:443"),
            rows::add);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
