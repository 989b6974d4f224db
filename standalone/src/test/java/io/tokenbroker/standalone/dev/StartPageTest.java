// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.standalone.system.GatewayApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw requests, because an HTTP client would set Host and Origin by its own rules. */
final class StartPageTest {
  private final TokenClient tokens;
  private final StartPage page;
  private final String host;

  StartPageTest(@TempDir Path folder) throws IOException {
    KeysetFolder keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    String nobody = "127.0.0.1:" + unusedPort();
    this.tokens =
        TokenClient.connect(
            TokenClientSettings.builder(nobody, keysets.opener(KeysetName.EXECUTORS)).build());
    GatewayApi gateway =
        new GatewayApi(URI.create("http://" + nobody), Secret.of("key"), Duration.ofSeconds(2));
    this.page = StartPage.start(0, gateway, tokens);
    this.host = page.url().getAuthority();
  }

  @AfterEach
  void close() {
    page.close();
    tokens.close();
  }

  @Test
  void itOffersToConnectBothDemoGrants() throws IOException {
    assertThat(request("GET", "/", host, ""))
        .startsWith("HTTP/1.1 200")
        .contains("demo/demo/personal/you/default", "demo/demo-shared/shared/default")
        .contains("formaction=\"/connect\"", "formaction=\"/connections\"");
  }

  @Test
  void aHostNameThatWasPointedAtUsIsRefused() throws IOException {
    assertThat(request("GET", "/", "evil.example:" + page.url().getPort(), ""))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void aFormOfAnotherSiteIsRefused() throws IOException {
    assertThat(request("POST", "/disconnect", host, "Origin: http://evil.example\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(request("POST", "/connections", host, "Origin: http://evil.example\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(request("POST", "/disconnect", host, "Origin: null\r\n")).startsWith("HTTP/1.1 403");
  }

  @Test
  void aGatewayThatIsAwayIsSaidInWords() throws IOException {
    assertThat(request("POST", "/connect", host, "Origin: http://" + host + "\r\n"))
        .startsWith("HTTP/1.1 502")
        .contains("could not be asked to start an authorization");
  }

  @Test
  void whatAnAddressSaysIsShownOnlyInWordsOfOurs() throws IOException {
    assertThat(request("GET", "/?result=succeeded", host, "")).contains("Connected.");
    assertThat(request("GET", "/?result=%3Cscript%3E&x=hello", host, ""))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("script", "hello", "role=\"status\"");
  }

  private String request(String method, String path, String hostHeader, String more)
      throws IOException {
    String body = method.equals("POST") ? "grant=PERSONAL" : "";
    String request =
        (method + " " + path + " HTTP/1.1\r\nHost: " + hostHeader + "\r\nConnection: close\r\n")
            + more
            + ("Content-Length: " + body.length() + "\r\n\r\n" + body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.url().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
