// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(keys.get(0).scopes()).containsExactlyInAnyOrder(ApiScope.values());
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
    assertThat(err.toString()).contains("unknown scope 'everything'", "start, read, disconnect");
    assertThat(file).doesNotExist();
  }

  private int run(String... arguments) {
    return new CommandLine(new ApiKeysCommand(Clock.fixed(NOW, ZoneOffset.UTC)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
