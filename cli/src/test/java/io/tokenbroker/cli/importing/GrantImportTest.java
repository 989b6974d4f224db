// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.cluster.CommandSender;
import io.tokenbroker.cli.cluster.Pace;
import io.tokenbroker.cli.grant.Descriptions;
import io.tokenbroker.cli.grant.Result;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.ImportToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrantImportTest {
  private static final Instant NOW = Instant.parse("2024-05-06T07:08:09Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final String ANNS =
      "{\"key\":\"acme/github/personal/ann/default\",\"access_token\":\"hunter2\","
          + "\"refresh_token\":\"hunter3\",\"expires_at\":\"2030-01-31T12:00:00Z\","
          + "\"scopes\":\"repo\",\"subject\":\"4711\"}";
  private static final String BENS =
      "{\"key\":\"acme/github/personal/ben/default\",\"refresh_token\":\"hunter4\"}";

  private final List<ImportRow> rows = new ArrayList<>();
  private final List<SpecificRecord> sent = new ArrayList<>();
  private Answer described = Descriptions.in("absent", ANN);
  private KeysetFolder keysets;
  private Path file;

  @BeforeEach
  void makeKeys(@TempDir Path folder) {
    keysets = KeysetFolder.create(folder, KeyEncryptionKey.createFile(folder.resolve("kek")));
    file = folder.resolve("grants.jsonl");
  }

  @Test
  void aGrantIsSentWithItsTokensSealedForTheBroker() {
    GrantImport grants = checked(ANNS);

    run(grants, succeeding());

    assertThat(rows).containsExactly(new ImportRow(1, ANN.toString(), Result.IMPORTED, ""));
    ImportToken command = (ImportToken) sent.get(0);
    assertThat(command.toString()).doesNotContain("hunter");
    assertThat(command.getConnectorRevision()).isEqualTo(7);
    assertThat(command.getExpiresAt()).contains(Instant.parse("2030-01-31T12:00:00Z"));
    assertThat(command.getScopes()).containsExactly("repo");
    assertThat(command.getSubject()).contains("4711");
    assertThat(command.getReplace()).isTrue();
    assertThat(command.getRequestedBy()).isEqualTo("operator:ann");
    assertThat(
            keysets
                .brokerInboxOpener()
                .openSecret(
                    command.getSealedAccessToken().orElseThrow(),
                    SealedField.importedAccessToken(ANN, "id-1")))
        .isEqualTo(Secret.of("hunter2"));
    assertThat(
            keysets
                .brokerInboxOpener()
                .openSecret(
                    command.getSealedRefreshToken().orElseThrow(),
                    SealedField.importedRefreshToken(ANN, "id-1")))
        .isEqualTo(Secret.of("hunter3"));
  }

  @Test
  void badLinesAreToldBeforeAnythingIsSentAndLeftOutAfterwards() {
    GrantImport grants = checked("hunter2", ANNS, ANNS, "", BENS);

    assertThat(grants.good()).isEqualTo(2);
    assertThat(grants.bad()).isEqualTo(2);
    assertThat(rows)
        .extracting(ImportRow::line, ImportRow::result, ImportRow::reason)
        .containsExactly(
            tuple(1, Result.REFUSED, "is not one JSON object, at column 8"),
            tuple(3, Result.REFUSED, "has the same key as line 2"));
    assertThat(sent).isEmpty();

    rows.clear();
    run(grants, succeeding());

    assertThat(rows).extracting(ImportRow::line).containsExactlyInAnyOrder(2, 5);
  }

  static Stream<Arguments> brokenRules() {
    return Stream.of(
        Arguments.of(
            "{'key':'acme/jira/shared/default','access_token':'a'}",
            "there is no connector acme/jira"),
        Arguments.of(
            "{'key':'acme/github/shared/default','access_token':'a'}",
            "connector acme/github is per-user: name the user"),
        Arguments.of(
            "{'key':'acme/slack/personal/ann/default','access_token':'a'}",
            "connector acme/slack is shared: leave the user out"),
        Arguments.of(
            "{'key':'acme/billing/shared/default','access_token':'a'}",
            "connector acme/billing has grantType: client_credentials"),
        Arguments.of("{'key':'acme/slack/shared/default'}", "has neither refresh_token nor"),
        Arguments.of(
            "{'key':'acme/slack/shared/default','access_token':'a',"
                + "'expires_at':'2024-05-06T07:08:09Z'}",
            "expires_at: is in the past, and there is no refresh_token"),
        Arguments.of(
            "{'key':'acme/slack/shared/default','refresh_token':'a',"
                + "'refresh_token_expires_at':'2024-05-06T07:08:09Z'}",
            "refresh_token_expires_at: is in the past"),
        Arguments.of(
            "{'key':'acme/slack/shared/default','access_token':'a',"
                + "'refresh_token_expires_at':'2030-05-06T07:08:09Z'}",
            "refresh_token_expires_at: there is no refresh_token"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("brokenRules")
  void whatTheBrokerWouldRefuseIsRefusedHereFirst(String line, String problem) {
    GrantImport grants = checked(line.replace('\'', '"'));

    assertThat(grants.good()).isZero();
    assertThat(rows)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.reason()).contains(problem);
              assertThat(row.key()).isNotEmpty();
            });
  }

  @Test
  void anExpiredAccessTokenIsFineBesideARefreshToken() {
    assertThat(
            checked(
                    ("{'key':'acme/slack/shared/default','access_token':'a','refresh_token':'r',"
                            + "'expires_at':0}")
                        .replace('\'', '"'))
                .good())
        .isEqualTo(1);
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> checked(""))
        .withMessageContaining("holds no grant");
  }

  @ParameterizedTest
  @CsvSource({"absent,false", "reauthorization_required,false", "active,false", "revoking,true"})
  void aGrantThatTheProviderIsBeingAskedForIsLeftAlone(String state, boolean isSent) {
    described = Descriptions.withCallInFlight(state, ANN);

    run(checked(ANNS), succeeding());

    assertThat(sent.isEmpty()).isEqualTo(!isSent);
    assertThat(rows)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.result()).isEqualTo(isSent ? Result.IMPORTED : Result.REFUSED);
              assertThat(row.reason()).startsWith(isSent ? "" : "under_way, ");
            });
  }

  @Test
  void aBrokerThatDoesNotDescribeIsNotSentAToken() {
    described = new Answer.Missing("no reply");

    run(checked(ANNS), succeeding());

    assertThat(sent).isEmpty();
    assertThat(rows).extracting(ImportRow::result).containsExactly(Result.NO_ANSWER);
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            new Answer.Refused("grant_exists", Optional.empty()), Result.REFUSED, "grant_exists"),
        Arguments.of(
            new Answer.Refused("unsupported_command", Optional.of("ImportToken")),
            Result.REFUSED,
            "unsupported_command, ImportToken"),
        Arguments.of(
            new Answer.Refused("invalid_grant", Optional.empty()), Result.FAILED, "invalid_grant"),
        Arguments.of(new Answer.Missing("no reply"), Result.NO_ANSWER, "no reply"),
        Arguments.of(new Answer.NotSent("not sent: x"), Result.NOT_SENT, "not sent: x"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theAnswerIsTheResult(Answer answer, Result result, String reason) {
    run(checked(BENS), answering(answer));

    assertThat(rows)
        .containsExactly(new ImportRow(1, "acme/github/personal/ben/default", result, reason));
  }

  @ParameterizedTest
  @CsvSource({
    "absent,false,WOULD_CREATE,''",
    "revoked,false,WOULD_CREATE,''",
    "revoking,false,WOULD_CREATE,''",
    "reauthorization_required,false,WOULD_REPLACE,reauthorization_required",
    "active,false,REFUSED,grant is active: --replace replaces it",
    "refreshing,false,REFUSED,grant is refreshing: --replace replaces it",
    "active,true,WOULD_REPLACE,active"
  })
  void aDryRunAsksForTheStateAndSendsNoToken(
      String state, boolean replace, Result result, String reason) {
    checked(ANNS)
        .foresee(
            answering(Descriptions.in(state, ANN)),
            new CommandDrafts("x", CLOCK).describe(),
            replace,
            rows::add);

    assertThat(rows).containsExactly(new ImportRow(1, ANN.toString(), result, reason));
    assertThat(sent).singleElement().isInstanceOf(DescribeGrant.class);
  }

  @Test
  void aLineThatWentBadSinceTheCheckIsToldAndTheChangeTold() {
    GrantImport grants = checked(ANNS, BENS);
    write(ANNS, "hunter2");

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> run(grants, succeeding()))
        .withMessageContaining("was changed while it was imported");
    assertThat(rows)
        .extracting(ImportRow::result)
        .containsExactlyInAnyOrder(Result.IMPORTED, Result.REFUSED);
  }

  @Test
  void aReportIsWrittenAsTheResultsComeAndNeverOverAnother() throws IOException {
    Path report = file.resolveSibling("report.jsonl");
    try (ReportFile written = new ReportFile(report)) {
      written.write(new ImportRow(3, "a\"b", Result.REFUSED, "why"));

      assertThat(Files.readString(report))
          .isEqualTo("{\"line\":3,\"key\":\"a\\\"b\",\"result\":\"refused\",\"reason\":\"why\"}\n");
    }
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> new ReportFile(report))
        .withMessageContaining("is there already");
  }

  @Test
  void aReportOfNothingLeavesNoFile() {
    Path report = file.resolveSibling("report.jsonl");

    new ReportFile(report).close();

    assertThat(report).doesNotExist();
  }

  private GrantImport checked(String... lines) {
    write(lines);
    GrantImport grants = new GrantImport(file, Connectors.CATALOG, CLOCK);
    grants.check(rows::add);
    return grants;
  }

  private void write(String... lines) {
    try {
      Files.writeString(file, String.join("\n", lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(GrantImport grants, CommandSender sender) {
    grants.run(
        sender,
        new Pace(1000),
        new ImportDrafts(
            keysets.brokerInboxSealer(), Connectors.CATALOG, true, "operator:ann", CLOCK),
        new CommandDrafts("x", CLOCK).describe(),
        rows::add);
  }

  private CommandSender succeeding() {
    return answering(
        new Answer.Succeeded(
            AuthorizationSucceeded.newBuilder()
                .setAuthorizationId("a")
                .setTokenKey(ANN.toString())
                .setGeneration(1)
                .setSequence(1)
                .setExpiresAt(NOW)
                .setCompletedAt(NOW)
                .build()));
  }

  /** A broker that describes the grant as it is said, and answers everything else with this. */
  private CommandSender answering(Answer answer) {
    return (key, draft) -> {
      SpecificRecord command = draft.apply("id-1");
      if (command instanceof DescribeGrant && !(answer instanceof Answer.Described)) {
        return CompletableFuture.completedFuture(described);
      }
      sent.add(command);
      return CompletableFuture.completedFuture(answer);
    };
  }
}
