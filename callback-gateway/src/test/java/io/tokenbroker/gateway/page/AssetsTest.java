// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetsTest {
  private final Rendered gateway = new Rendered();
  private final Assets assets = Assets.load(Rendered.PUBLIC_URL);

  @AfterAll
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "page.css, text/css; charset=utf-8",
    "page.js, text/javascript; charset=utf-8",
    "mark.svg, image/svg+xml"
  })
  void aFileIsKeptForEverUnderItsHash(String name, String type) {
    HttpResponse<String> file = gateway.get(path(name));

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).contains(type);
    assertThat(file.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
    assertThat(file.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void anAddressIsAPathBelowThePublicUrl() {
    assertThat(assets.address("page.css").toString())
        .matches("/broker/assets/[0-9a-f]{24}/page\\.css");
  }

  @Test
  void anotherVersionsPageIsStillStyledButNothingIsKept() {
    HttpResponse<String> file = gateway.get("/assets/000000000000000000000000/page.css");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @CsvSource({"nothing.css", "..%2Fmessages.properties", "%2e%2e%2fAssets.class"})
  void nothingElseIsServed(String name) {
    assertThat(gateway.get("/assets/0/" + name).statusCode()).isEqualTo(404);
  }

  @Test
  void theModuleForApplicationsCanBeImportedFromAnyOrigin() {
    HttpResponse<String> module = gateway.get("/connect.js");

    assertThat(module.statusCode()).isEqualTo(200);
    assertThat(module.body()).contains("export async function connect(");
    assertThat(module.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(module.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(module.headers().firstValue("Cross-Origin-Resource-Policy"))
        .contains("cross-origin");
  }

  @Test
  void theModuleIsNotSentAgainToWhomHasIt() {
    String tag = gateway.get("/connect.js").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = gateway.get("/connect.js", "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  private String path(String name) {
    return assets.address(name).getPath().substring("/broker".length());
  }
}
