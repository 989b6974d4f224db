// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFileTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Set<ApiScope> ALL = EnumSet.allOf(ApiScope.class);

  @TempDir Path folder = Path.of("");

  @Test
  void aKeyThatWasMadeIsFoundAndOnlyItsHashIsInTheFile() throws IOException {
    ApiKeyFile file = file();
    Secret shop = file.create("shop", "acme", ALL, Optional.empty());
    Secret reader = file.create("reader", "acme", Set.of(ApiScope.READ), Optional.empty());
    ApiKeys keys = new ApiKeys(file.read(), clockAt(NOW));

    assertThat(shop.reveal(SecretAccess.get())).matches("tbk_shop_[A-Za-z0-9_-]{43}");
    assertThat(keys.find(shop).map(ApiKey::id)).contains("shop");
    assertThat(keys.find(reader).map(ApiKey::scopes)).contains(Set.of(ApiScope.READ));
    assertThat(Files.readString(path()))
        .doesNotContain(shop.reveal(SecretAccess.get()))
        .contains("sha256");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyIsRefusedFromItsExpiryOn() {
    ApiKeyFile file = file();
    Secret key = file.create("shop", "acme", ALL, Optional.of(NOW));

    assertThat(new ApiKeys(file.read(), clockAt(NOW.minus(Duration.ofMillis(1)))).find(key))
        .isPresent();
    assertThat(new ApiKeys(file.read(), clockAt(NOW)).find(key)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "tbk_", "tbk__", "tbk_shop_", "tbk_shop", "Bearer tbk_shop_x"})
  void whatIsNotTheTextOfAKeyIsNoKey(String text) {
    ApiKeyFile file = file();
    Secret unused = file.create("shop", "acme", ALL, Optional.empty());

    assertThat(new ApiKeys(file.read(), clockAt(NOW)).find(Secret.of(text))).isEmpty();
    assertThat(new ApiKeys(file.read(), clockAt(NOW)).find(unused)).isPresent();
  }

  @Test
  void aKeyOfAnotherIdDoesNotPass() {
    ApiKeyFile file = file();
    String text = file.create("shop", "acme", ALL, Optional.empty()).reveal(SecretAccess.get());
    Secret other = file.create("rival", "globex", ALL, Optional.empty());
    ApiKeys keys = new ApiKeys(file.read(), clockAt(NOW));

    assertThat(keys.find(Secret.of(text.replace("shop", "rival")))).isEmpty();
    assertThat(keys.find(other)).isPresent();
  }

  @Test
  void anIdIsNotGivenTwice() {
    ApiKeyFile file = file();
    Secret first = file.create("shop", "acme", ALL, Optional.empty());

    assertThatThrownBy(() -> file.create("shop", "acme", ALL, Optional.empty()))
        .isInstanceOf(ApiKeyFileException.class)
        .hasMessageContaining("already has a key shop");
    assertThat(new ApiKeys(file.read(), clockAt(NOW)).find(first)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "keys: []",
        "version: 2\nkeys: []",
        "version: 1\nkeys: [{id: shop}]",
        "version: 1\nkeys: [{id: shop, tenant: acme, sha256: HASH, scopes: [all]}]",
        "version: 1\nkeys: [{id: shop, tenant: acme, sha256: HASH, scopes: []}]",
        "version: 1\nkeys: [{id: a_b, tenant: acme, sha256: HASH, scopes: [read]}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: [read], expiry: x}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: [read], expiresAt: x}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: [read], user: 0123}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: [read], user: }]",
        "version: 1\nkeys: [{id: a, tenant: , sha256: HASH, scopes: [read]}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: {all: admin}}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: [read], scopes: [admin]}]",
        "version: 1\nkeys: [{id: a, tenant: acme, tenant: globex, sha256: HASH, scopes: [read]}]",
        "version: 1\nkeys: [{id: a, tenant: acme, sha256: HASH, scopes: [read]}]\nkeys: []"
      })
  void aFileOfAnotherFormIsRefusedWithItsName(String content) throws IOException {
    Files.writeString(path(), content.replace("HASH", "'" + "0".repeat(64) + "'"));

    assertThatThrownBy(() -> file().read())
        .isInstanceOf(ApiKeyFileException.class)
        .hasMessageContaining(path().toString());
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> file().read())
        .isInstanceOf(ApiKeyFileException.class)
        .hasMessageContaining("could not read the API key file");
  }

  private Path path() {
    return folder.resolve("api-keys.yaml");
  }

  private ApiKeyFile file() {
    return new ApiKeyFile(path());
  }

  private static Clock clockAt(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
