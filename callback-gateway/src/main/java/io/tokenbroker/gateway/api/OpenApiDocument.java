// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The API's description (OpenAPI 3.1), for everybody: it holds nothing of the deployment. */
final class OpenApiDocument {
  private static final String RESOURCE = "openapi.yaml";

  private final String yaml;
  private final String json;

  OpenApiDocument() {
    try (InputStream in =
        Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      this.yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      this.json = new ObjectMapper().writeValueAsString(new YAMLMapper().readTree(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException("the API's description can't be read", e);
    }
  }

  void mount(Router router) {
    router
        .get("/openapi.json")
        .handler(rc -> send(rc, "application/json", json).onFailure(rc::fail));
    router
        .get("/openapi.yaml")
        .handler(rc -> send(rc, "application/yaml", yaml).onFailure(rc::fail));
  }

  private static Future<Void> send(RoutingContext rc, String type, String text) {
    return rc.response().putHeader("Content-Type", type).end(text);
  }
}
