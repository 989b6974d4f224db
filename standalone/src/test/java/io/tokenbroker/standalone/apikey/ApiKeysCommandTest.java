// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiScope;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ApiKeysCommandTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aKeyIsPrintedOnceAndItsFileHoldsOnlyItsHash(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("api-keys.yaml");

    int exit = run("create", "--file", file.toString(), "--id", "shop", "--tenant", "acme");

    assertThat(exit).isZero();
    String key = out.toString().strip();
    assertThat(key).startsWith("tbk_shop_");
    assertThat(Files.readString(file)).doesNotContain(key);
    List<ApiKey> keys = new ApiKeyFile(file).read();
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).tenant()).isEqualTo("acme");
    assertThat(keys.get(0).scopes())
        .containsExactlyInAnyOrder(ApiScope.START_ANY, ApiScope.READ_ANY, ApiScope.DISCONNECT_ANY);
    assertThat(keys.get(0).expiresAt()).isEmpty();
  }

  @Test
  void scopesAndLifetimeAreAsAsked(@TempDir Path folder) {
    Path file = folder.resolve("api-keys.yaml");

    run(
        "create",
        "--file",
        file.toString(),
        "--id",
        "shop",
        "--tenant",
        "acme",
        "--scope",
        "read",
        "--expires-in",
        "P90D");

    ApiKey key = new ApiKeyFile(file).read().get(0);
    assertThat(key.scopes()).containsExactly(ApiScope.READ);
    assertThat(key.expiresAt()).contains(NOW.plus(Duration.ofDays(90)));
  }

  @Test
  void aPersonsKeyIsForThatPersonsGrants(@TempDir Path folder) {
    Path file = folder.resolve("api-keys.yaml");

    int exit =
        run(
            "create",
            "--file",
            file.toString(),
            "--id",
            "alice-1",
            "--tenant",
            "acme",
            "--user",
            "alice");

    assertThat(exit).isZero();
    ApiKey key = new ApiKeyFile(file).read().get(0);
    assertThat(key.user()).contains("alice");
    assertThat(key.scopes())
        .containsExactlyInAnyOrder(ApiScope.START, ApiScope.READ, ApiScope.DISCONNECT);
  }

  @Test
  void aRotatedKeyHasAnotherTextAndTheFormerOneWorksOnForAWhile(@TempDir Path folder) {
    Path file = folder.resolve("api-keys.yaml");
    run("create", "--file", file.toString(), "--id", "shop", "--tenant", "acme");
    ApiKey before = new ApiKeyFile(file).read().get(0);
    String first = out.toString().strip();
    out.getBuffer().setLength(0);

    assertThat(run("rotate", "--file", file.toString(), "--id", "shop", "--overlap", "PT1H"))
        .isZero();

    ApiKey after = new ApiKeyFile(file).read().get(0);
    assertThat(out.toString().strip()).startsWith("tbk_shop_").isNotEqualTo(first);
    assertThat(after.previousSha256()).contains(before.sha256());
    assertThat(after.previousUntil()).contains(NOW.plus(Duration.ofHours(1)));
    assertThat(after.scopes()).isEqualTo(before.scopes());
  }

  @Test
  void aRevokedKeyIsGoneAndTheOthersAreListedWithoutTheirTexts(@TempDir Path folder) {
    Path file = folder.resolve("api-keys.yaml");
    run("create", "--file", file.toString(), "--id", "shop", "--tenant", "acme");
    run("create", "--file", file.toString(), "--id", "crm", "--tenant", "acme");
    assertThat(run("revoke", "--file", file.toString(), "--id", "shop")).isZero();
    out.getBuffer().setLength(0);

    assertThat(run("list", "--file", file.toString())).isZero();
    assertThat(out.toString().strip())
        .isEqualTo("crm  tenant=acme  scopes=start:any,read:any,disconnect:any");
    assertThat(run("revoke", "--file", file.toString(), "--id", "shop")).isNotZero();
  }

  @Test
  void anUnknownScopeIsAWordOfUsageAndMakesNoFile(@TempDir Path folder) {
    Path file = folder.resolve("api-keys.yaml");

    int exit =
        run(
            "create",
            "--file",
            file.toString(),
            "--id",
            "shop",
            "--tenant",
            "acme",
            "--scope",
            "everything");

    assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains("unknown scope 'everything'", "start, read, disconnect, start:any");
    assertThat(file).doesNotExist();
  }

  private int run(String... arguments) {
    return new CommandLine(
            new ApiKeysCommand(Clock.fixed(NOW, ZoneOffset.UTC), new ClusterOptions(Map.of())))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
