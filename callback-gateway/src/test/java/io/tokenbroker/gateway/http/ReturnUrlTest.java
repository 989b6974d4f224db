// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open redirects (RFC 9700, 4.11): a browser goes back to the connector's own addresses only. */
class ReturnUrlTest {
  private static TestGateway gateway;
  private static TestFlow flow;

  @BeforeAll
  static void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofSeconds(5));
    gateway.define(
        TestGateway.connector("crm", 2)
            .setAllowedReturnOrigins(
                List.of(
                    "https://app.example",
                    "http://127.0.0.1:3000",
                    "https://[2001:db8::1]",
                    "https://exact.example/oauth/done",
                    "https://exact.example/oauth/done?from=crm",
                    "https://below.example/oauth/",
                    // None of these is a rule: they allow nothing.
                    "https://user@bad.example/",
                    "https://bad.example/a/../b/",
                    "https://bad.example/#done",
                    "https://bad.example?done",
                    "https://bad.example/%2e/",
                    "http://bad.example/a/",
                    "no url"))
            .build());
    flow = new TestFlow(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Another host.
        "https://evil.example/",
        "https://app.example.evil.example/",
        "https://evil.example/https://app.example/",
        "https://evil-app.example/",
        "https://sub.app.example/",
        "https://app.exampl/",
        // No scheme, or one that is none of ours.
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example",
        "/done",
        "done",
        "app.example/done",
        "http://app.example/",
        "ftp://app.example/",
        "javascript:alert(1)//https://app.example/",
        "javascript://app.example/%0aalert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "blob:https://app.example/1",
        "view-source:https://app.example/",
        "https:app.example",
        "https:/app.example/",
        "https:///app.example/",
        "https:evil.example",
        "https://",
        "",
        // A user, so that what comes after the @ is the host.
        "https://app.example@evil.example/",
        "https://app.example:443@evil.example/",
        "https://app.example%40evil.example/",
        "https://user@app.example/",
        "https://app.example\\@evil.example/",
        "https://@app.example/",
        // Backslashes, which browsers take for slashes.
        "https:\\\\evil.example\\",
        "https://app.example\\.evil.example/",
        "https://evil.example\\app.example/",
        "https://app.example/%5c%5cevil.example",
        // A fragment takes our parameters away from the server.
        "https://app.example/#https://evil.example/",
        "https://evil.example#app.example/",
        "https://evil.example?app.example/",
        "https://app.example?x#",
        // White space and control characters, as they are and encoded.
        " https://app.example/",
        "https://app.example/ ",
        "https://app.example/\t",
        "https://app.exam\nple/",
        "java\nscript:alert(1)",
        "https://app.example/\r\nSet-Cookie: a=b",
        "https://app.example/%0d%0aSet-Cookie:%20a=b",
        "https://app.example/?x=%00",
        "https://app.example\u0000.evil.example/",
        "https://app.example%00.evil.example/",
        "https://app.example%0a.evil.example/",
        "https://app.example%2eevil.example/",
        "https://app.example%2fevil.example/",
        "https://app.example%252fevil.example/",
        "https://app.example%23.evil.example/",
        "https://app.example%3f.evil.example/",
        // Other characters that become a dot, a slash or a letter.
        "https://app\u3002example/",
        "https://app.example\uff0fevil.example/",
        "https://evil.example\u2044app.example/",
        "https://\uff41pp.example/",
        "https://\u0430pp.example/",
        "https://xn--pp-7kc.example/",
        "https://app.ex\u00adample/",
        "https://app.example\u202e/",
        // Dots, ports and addresses in other forms.
        "https://app.example./",
        "https://app.example../",
        "https://.app.example/",
        "https://app..example/",
        "https://app.example:444/",
        "https://app.example:0443/",
        "https://app.example:/",
        "https://app.example:443:443/",
        "https://app.example:65979/",
        "https://app.example:-443/",
        "https://app.example: 443/",
        "http://localhost:3000/",
        "http://127.0.0.1/",
        "http://127.1:3000/",
        "http://0177.0.0.1:3000/",
        "http://0x7f.0.0.1:3000/",
        "http://2130706433:3000/",
        "http://127.0.0.01:3000/",
        "http://[::ffff:127.0.0.1]:3000/",
        "http://[::1]:3000/",
        "https://[2001:db8::1%25eth0]/",
        "https://[2001:db8::1%eth0]/",
        "https://[2001:0db8::1]/",
        "https://[2001:db8::1",
        // Our own parameters, as they are, encoded, and behind a separator that some servers know.
        "https://app.example/?result=succeeded",
        "https://app.example/?confirmation_code=x",
        "https://app.example/?%72esult=succeeded",
        "https://app.example/?a=1;result=succeeded",
        "https://app.example/?a&authorization_id",
        "https://app.example/?a=b%26result=succeeded",
        // As some servers read them: in any case, as a list, without a space or with another sign.
        "https://app.example/?Result=succeeded",
        "https://app.example/?CONFIRMATION_CODE=x",
        "https://app.example/?result[]=succeeded",
        "https://app.example/?result%5B%5D=succeeded",
        "https://app.example/?reason%5Ba%5D=x",
        "https://app.example/?+result=succeeded",
        "https://app.example/?%20result%20=succeeded",
        "https://app.example/?authorization.id=x",
        "https://app.example/?confirmation%20code=x",
        "https://app.example/?confirmation+code=x"
      })
  void whatIsNotExactlyAtAnAllowedOriginIsRefused(String url) {
    HttpResponse<String> refused = ask(url);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body()).containsAnyOf("return_url_not_allowed", "invalid_request");
    assertThat(gateway.log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example",
        "https://app.example/",
        "https://APP.example:443/done?tab=2&next=%2Fhome",
        "HTTPS://app.example/a%20b//c/../d",
        "https://app.example/?results=all&my_result=1&reasons[]=x&result-page=2&tag[result]=x",
        "http://127.0.0.1:3000/",
        "https://[2001:DB8::1]/"
      })
  void otherSpellingsOfAnAllowedOriginAreTaken(String url) {
    assertThat(ask(url).statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://exact.example/oauth/done",
        "https://EXACT.example:443/oauth/done",
        "https://exact.example/oauth/done?from=crm",
        "https://below.example/oauth/",
        "https://below.example/oauth/a/b?next=1",
        "https://below.example/oauth/a%20b"
      })
  void aUrlOfAConnectorAllowsItselfAndAPathWhatIsBelowIt(String url) {
    assertThat(ask(url).statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The application's open redirect, at the same origin.
        "https://exact.example/go?to=https://evil.example/",
        "https://exact.example/oauth/done?to=https://evil.example/",
        "https://exact.example/oauth/done?from=crm&to=x",
        "https://exact.example/oauth/done?",
        "https://exact.example/oauth/done/",
        "https://exact.example/oauth/Done",
        "https://exact.example/oauth/%64one",
        "https://exact.example/oauth/done;x",
        "https://exact.example/oauth/./done",
        "https://exact.example/oauth//done",
        "https://exact.example/",
        "https://exact.example",
        "https://exact.example:8443/oauth/done",
        "https://below.example/oauth",
        "https://below.example/",
        "https://below.example/go?to=/oauth/",
        "https://below.example/oauth/../go",
        "https://below.example/oauth/..",
        "https://below.example/oauth/.%2e/go",
        "https://below.example/oauth/%2E%2e/go",
        "https://below.example/oauth/%252e%252e/go",
        "https://below.example/oauth/..%2fgo",
        "https://below.example/oauth/..%5cgo",
        "https://below.example/oauth/..;/go",
        "https://below.example/oauth/..%3b/go",
        "https://below.example/oauth/%c0%ae%c0%ae/go",
        "https://below.example/oauth/..%C0%AFgo",
        "https://below.example/oauth/%e0%80%ae%e0%80%ae/go",
        "https://below.example/oauth//evil.example/",
        "https://below.example//oauth/",
        "https://bad.example/",
        "https://bad.example/b/",
        "https://bad.example/a/"
      })
  void whatIsBesideAnAllowedUrlOrPathIsRefused(String url) {
    HttpResponse<String> refused = ask(url);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body()).contains("return_url_not_allowed");
  }

  @Test
  void anotherTenantsOriginsAreNotThisOnes() {
    gateway.define(
        TestGateway.connector("crm", 1)
            .setTenant("globex")
            .setAllowedReturnOrigins(List.of("https://globex.example"))
            .build());

    assertThat(ask("https://globex.example/").body()).contains("return_url_not_allowed");
  }

  @Test
  void aReturnUrlThatIsNotAllowedAnyMoreEndsTheLink() {
    gateway.define(TestGateway.connector("crm", 3).build());
    URI link = flow.link(",\"returnUrl\":\"https://app.example/\"");
    gateway.define(
        TestGateway.connector("crm", 4)
            .setAllowedReturnOrigins(
                List.of(
                    "https://app.example:8443", "http://127.0.0.1:3000", "https://[2001:db8::1]"))
            .build());
    assertThat(flow.browser.open(link).statusCode()).isEqualTo(400);
    assertThat(gateway.log).isEmpty();
    gateway.define(
        TestGateway.connector("crm", 5)
            .setAllowedReturnOrigins(
                List.of("https://app.example", "http://127.0.0.1:3000", "https://[2001:db8::1]"))
            .build());
  }

  private static HttpResponse<String> ask(String url) {
    return flow.ask(
        gateway.acmeKey, new JsonObject().put("user", "alice").put("returnUrl", url).encode());
  }
}
