// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartTest {

  private final Path folder;

  RestartTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aKilledProvidersTokensWorkAfterTheRestart() throws Exception {
    try (DemoProvider first = start("first/grants.json")) {
      TestClient before = new TestClient(first);
      HttpResponse<String> issued = before.exchange(before.code());
      HttpResponse<String> refreshed = before.refresh(refreshToken(issued));
      // What a killed process leaves is what the file holds once the answer is there, not what
      // close() adds.
      Files.copy(folder.resolve("first/grants.json"), folder.resolve("left.json"));

      try (DemoProvider second = start("left.json")) {
        TestClient after = new TestClient(second);
        assertThat(after.userinfo(accessToken(refreshed)).statusCode()).isEqualTo(200);
        assertThat(after.refresh(refreshToken(refreshed)).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void reuseAndReplayAreStillDetectedAfterTheRestart() throws Exception {
    String code;
    HttpResponse<String> replayedGrant;
    String spent;
    try (DemoProvider first = start("grants.json")) {
      TestClient before = new TestClient(first);
      code = before.code();
      replayedGrant = before.exchange(code);
      spent = refreshToken(before.exchange(before.code()));
      before.refresh(spent);
    }

    try (DemoProvider second = start("grants.json")) {
      TestClient after = new TestClient(second);
      assertThat(error(after.exchange(code))).isEqualTo("invalid_grant");
      assertThat(error(after.refresh(refreshToken(replayedGrant)))).isEqualTo("invalid_grant");
      assertThat(error(after.refresh(spent))).isEqualTo("invalid_grant");
      assertThat(second.codeReplays()).isOne();
      assertThat(second.reuseDetections()).isOne();
    }
  }

  @Test
  void aRevokedGrantStaysRevokedAfterTheRestart() throws Exception {
    HttpResponse<String> issued;
    try (DemoProvider first = start("grants.json")) {
      TestClient before = new TestClient(first);
      issued = before.exchange(before.code());
      before.revoke(TestClient.REGISTRATION, refreshToken(issued));
    }

    try (DemoProvider second = start("grants.json")) {
      TestClient after = new TestClient(second);
      assertThat(error(after.refresh(refreshToken(issued)))).isEqualTo("invalid_grant");
      assertThat(after.userinfo(accessToken(issued)).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void theFileHoldsHashesAndNoTokens() throws Exception {
    try (DemoProvider provider = start("grants.json")) {
      TestClient client = new TestClient(provider);
      client.refresh(refreshToken(client.exchange(client.code())));

      String file = Files.readString(folder.resolve("grants.json"));

      assertThat(provider.issuedSecrets())
          .hasSize(5)
          .allSatisfy(
              secret ->
                  assertThat(file)
                      .doesNotContain(secret)
                      .doesNotContain(secret.replaceFirst("demo_[a-z]+_", ""))
                      .contains(Sha256.of(secret).base64Url()));
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(folder.resolve("grants.json"));
      }
    }
  }

  @Test
  void aClientsOwnTokenWorksAfterTheRestart() throws Exception {
    HttpResponse<String> issued;
    try (DemoProvider first = start("grants.json")) {
      TestClient before = new TestClient(first);
      issued = before.token(TestClient.REGISTRATION, TestClient.clientCredentialsForm());
      before.exchange(before.code());
    }

    try (DemoProvider second = start("grants.json")) {
      TestClient after = new TestClient(second);
      assertThat(after.userinfo(accessToken(issued)).statusCode()).isEqualTo(200);
      assertThat(after.revoke(TestClient.REGISTRATION, accessToken(issued)).statusCode())
          .isEqualTo(200);
      assertThat(after.userinfo(accessToken(issued)).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFileOfEveryVersionIsReadableForEver(int version) throws Exception {
    copyGolden(version);

    try (DemoProvider provider = start("grants.json")) {
      TestClient client = new TestClient(provider);
      assertThat(client.userinfo("golden-access-token").body()).contains("Grace");
      assertThat(client.refresh("golden-refresh-token").statusCode()).isEqualTo(200);
      assertThat(error(client.refresh("golden-spent-token"))).isEqualTo("invalid_grant");
      assertThat(provider.reuseDetections()).isOne();
    }
  }

  @Test
  void sinceVersionThreeAFileHoldsWhatIsBoundToAKey() throws Exception {
    copyGolden(3);

    try (DemoProvider provider = start("grants.json")) {
      TestClient client = new TestClient(provider);
      assertThat(client.userinfo("golden-bound-token").statusCode()).isEqualTo(401);
      assertThat(error(client.refresh("golden-bound-refresh-token")))
          .isEqualTo("invalid_dpop_proof");
    }
  }

  @Test
  void sinceVersionTwoAFileHoldsClientsOwnTokens() throws Exception {
    copyGolden(2);

    try (DemoProvider provider = start("grants.json")) {
      assertThat(new TestClient(provider).userinfo("golden-client-token").body())
          .contains(TestClient.REGISTRATION.clientId());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{\"version\":0,\"grants\":[],\"accessTokens\":[]}",
        "{\"version\":4,\"grants\":[],\"accessTokens\":[]}",
        "{\"version\":2}",
        "{\"version\":1}",
        "{\"version\":1,\"grants\":[7],\"accessTokens\":[]}",
        "{\"version\":1,\"grants\":[{\"id\":\"x\"}],\"accessTokens\":[]}",
      })
  void aDamagedFileIsNamedAndLeftAsItIs(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("grants.json"), content);

    assertThatThrownBy(() -> start("grants.json").close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Delete the file");
    assertThat(file).hasContent(content);
  }

  @Test
  void aFolderThatCannotBeMadeIsToldAtTheStart() throws IOException {
    Files.writeString(folder.resolve("occupied"), "");

    assertThatThrownBy(() -> start("occupied/grants.json").close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.resolve("occupied/grants.json").toString())
        .hasMessageContaining("writable");
  }

  private void copyGolden(int version) throws IOException {
    try (InputStream golden =
        RestartTest.class.getResourceAsStream("grants-v" + version + ".json")) {
      assertThat(golden).isNotNull();
      Files.copy(golden, folder.resolve("grants.json"));
    }
  }

  private DemoProvider start(String file) {
    return DemoProvider.start(
        TestClient.settings().withDataFile(folder.resolve(file)).withRecordSecrets(true));
  }
}
