// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.cli.TokenbrokerCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsAclsCommandTest {
  private final StringWriter out = new StringWriter();

  @Test
  void theTableIsPrintedWithoutACluster() {
    assertThat(run("topics acls --component runner --bootstrap-server 127.0.0.1:1")).isZero();

    assertThat(out.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("runner") && line.contains("User:runner"));
  }

  @Test
  void theTableIsPrintedAsJsonForThePrincipalsThatAreGiven() throws IOException {
    assertThat(
            run(
                "topics acls --output json --prefix p. --application-id app"
                    + " --principal broker-service=User:b1 --principal broker-service=User:b2"))
        .isZero();

    List<JsonNode> rows =
        new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(out.toString()).readAll();
    assertThat(rows)
        .extracting(row -> row.get("principal").asText())
        .contains("User:b1", "User:b2");
    assertThat(rows)
        .extracting(row -> row.get("name").asText())
        .contains("p.provider-requests", "app", "app-", "app-provider-caller")
        .noneMatch(name -> name.startsWith("tokenbroker"));
  }

  @Test
  void theTableIsPrintedAsAShellScript() {
    assertThat(run("topics acls --output commands --component callback-gateway")).isZero();

    assertThat(out.toString().lines())
        .startsWith("#!/bin/sh")
        .contains(
            "kafka-acls.sh \"$@\" --add --allow-principal 'User:callback-gateway'"
                + " --operation Write --topic 'tokenbroker.audit'");
  }

  private int run(String command) {
    return TokenbrokerCommand.commandLine(Map.of())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(command.split(" ", -1));
  }
}
