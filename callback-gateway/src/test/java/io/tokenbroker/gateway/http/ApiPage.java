// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** docs/api.md, from the OpenAPI document. */
final class ApiPage {
  private final JsonObject document;
  private final StringBuilder page = new StringBuilder();

  ApiPage(JsonObject document) {
    this.document = document;
  }

  String text() {
    page.append("# API reference\n\n");
    page.append(
        "Made from the OpenAPI document, which every gateway serves at `/openapi.json` and\n");
    page.append(
        "`/openapi.yaml`; [gateway.md](gateway.md) tells how it all hangs together. To make\n");
    page.append("this page again:\n\n");
    page.append("    mvn test -pl callback-gateway -am -Dtest=ApiPageTest");
    page.append(" -Dsurefire.failIfNoSpecifiedTests=false -Dtokenbroker.writeDocs=true\n\n");
    page.append(document.getJsonObject("info").getString("description")).append("\n");
    for (String path : document.getJsonObject("paths").fieldNames()) {
      JsonObject item = document.getJsonObject("paths").getJsonObject(path);
      for (String method : item.fieldNames()) {
        if (!method.equals("parameters")) {
          operation(method, path, item, item.getJsonObject(method));
        }
      }
    }
    page.append("\n## Objects\n");
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    for (String name : schemas.fieldNames()) {
      if (schemas.getJsonObject(name).containsKey("properties")) {
        object(name, schemas.getJsonObject(name));
      }
    }
    return page.toString();
  }

  private void operation(String method, String path, JsonObject item, JsonObject operation) {
    page.append("\n## `").append(method.toUpperCase(Locale.ROOT)).append(' ').append(path);
    page.append("`\n\n").append(operation.getString("summary")).append(".\n\n");
    page.append(operation.getString("description")).append("\n\n");
    JsonArray parameters = new JsonArray();
    parameters.addAll(item.getJsonArray("parameters", new JsonArray()));
    parameters.addAll(operation.getJsonArray("parameters", new JsonArray()));
    if (!parameters.isEmpty()) {
      page.append("| parameter | in | |\n| --- | --- | --- |\n");
      for (Object parameter : parameters) {
        JsonObject it = resolved((JsonObject) parameter);
        row("`" + it.getString("name") + "`", it.getString("in"), it.getString("description"));
      }
      page.append('\n');
    }
    Optional.ofNullable(operation.getJsonObject("requestBody"))
        .ifPresent(body -> page.append("Body: ").append(content(body)).append(".\n\n"));
    page.append("| status | | body |\n| --- | --- | --- |\n");
    JsonObject responses = operation.getJsonObject("responses");
    for (String status : responses.fieldNames()) {
      JsonObject response = resolved(responses.getJsonObject(status));
      row(status, response.getString("description"), content(response));
    }
  }

  private void object(String name, JsonObject schema) {
    page.append("\n### ").append(name).append("\n\n");
    Optional.ofNullable(schema.getString("description"))
        .ifPresent(text -> page.append(text).append("\n\n"));
    page.append("| field | type | |\n| --- | --- | --- |\n");
    JsonArray required = schema.getJsonArray("required", new JsonArray());
    JsonObject properties = schema.getJsonObject("properties");
    for (String field : properties.fieldNames()) {
      JsonObject property = properties.getJsonObject(field);
      JsonObject target = resolved(property);
      String text = property.getString("description", target.getString("description", ""));
      row("`" + field + "`" + (required.contains(field) ? "" : "?"), type(property), text);
    }
  }

  private String type(JsonObject property) {
    JsonObject target = resolved(property);
    if (property.containsKey("$ref") && target.containsKey("properties")) {
      return link(property);
    }
    if (target.containsKey("enum")) {
      return target.getJsonArray("enum").stream()
          .map(value -> "`" + value + "`")
          .collect(Collectors.joining(", "));
    }
    if (target.containsKey("const")) {
      return "`" + target.getValue("const") + "`";
    }
    if (target.containsKey("items")) {
      return "list of " + type(target.getJsonObject("items"));
    }
    return "date-time".equals(target.getString("format")) ? "time" : target.getString("type");
  }

  private static String content(JsonObject holder) {
    JsonObject content = holder.getJsonObject("content");
    return link(
        content.getJsonObject(content.fieldNames().iterator().next()).getJsonObject("schema"));
  }

  private static String link(JsonObject reference) {
    String name = reference.getString("$ref").replaceAll(".*/", "");
    return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
  }

  private JsonObject resolved(JsonObject object) {
    if (!object.containsKey("$ref")) {
      return object;
    }
    JsonObject found = document;
    for (String step : object.getString("$ref").substring(2).split("/", -1)) {
      found = found.getJsonObject(step);
    }
    return found;
  }

  private void row(String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
