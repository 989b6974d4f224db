// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.fuzz.Choices;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RequestBody;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RequestBodyImpl;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes as a body is read as fields in bounds, or refused with a problem. Of random bytes
 * hardly any are JSON, so most bodies are made of what the bytes choose.
 */
class RequestFieldsFuzzTest {
  private static final Set<String> ALLOWED = fields();
  private static final String[] NAMES = new TreeSet<>(ALLOWED).toArray(String[]::new);
  private static final int MAX_CODE = 4 * 1024;
  private static final int MAX_TYPE = 255;
  private static final int DEEPEST = 4;
  private static final int RANDOM_BODIES = 5_000;
  private static final int MAX_BYTES = 400;

  /** Ends by itself, after ten million bodies or ten minutes. */
  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "10m")
  void aBodyIsReadOrRefused(FuzzedDataProvider input) {
    isReadOrRefused(body(Choices.of(input)));
  }

  /** In every build, as what the fuzzer has kept is little: the same bodies each time. */
  @Test
  void randomBodiesAreReadOrRefusedEachInManyWays() {
    Choices chance = Choices.of(new Random(7));
    Set<String> ways = new HashSet<>();
    for (int i = 0; i < RANDOM_BODIES; i++) {
      ways.add(isReadOrRefused(body(chance)));
    }

    assertThat(ways)
        .as("whether it is read, and all the ways in which it is refused")
        .contains("read", "The body is not a JSON object, or a field is in it twice.")
        .anyMatch(way -> way.startsWith("The body may hold"))
        .anyMatch(way -> way.endsWith("must be a text that is not empty."))
        .anyMatch(way -> way.endsWith("must be true or false."))
        .anyMatch(way -> way.endsWith("must be an absolute URI."))
        .anyMatch(way -> way.endsWith("texts."))
        .anyMatch(way -> way.endsWith("characters of ASCII."));
  }

  /** How it went. */
  private static String isReadOrRefused(byte[] bytes) {
    RequestBodyImpl body = new RequestBodyImpl(context(Optional.empty()));
    body.setBuffer(Buffer.buffer(bytes));
    try {
      RequestFields fields = new RequestFields(context(Optional.of(body)), ALLOWED);
      for (String name : List.of("user", "alias", "returnUrl")) {
        fields.text(name).ifPresent(text -> assertThat(text).isNotEmpty());
      }
      for (String name : List.of("scopes", "aliases")) {
        fields
            .texts(name)
            .ifPresent(
                all ->
                    assertThat(all)
                        .hasSizeLessThanOrEqualTo(100)
                        .allSatisfy(text -> assertThat(text).isNotEmpty()));
      }
      fields
          .uri("subjectTokenType", MAX_TYPE)
          .ifPresent(uri -> assertThat(uri).contains(":").matches("[\\x20-\\x7E]{1,255}"));
      for (String name : List.of("subjectToken", "code")) {
        fields
            .secret(name, MAX_CODE)
            .ifPresent(
                secret ->
                    assertThat(secret.reveal(SecretAccess.get())).matches("[\\x20-\\x7E]{1,4096}"));
      }
      return fields.flag("newTab") ? "read, in a new tab" : "read";
    } catch (ProblemException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      return refused.problem().detail();
    }
  }

  private static byte[] body(Choices input) {
    int kind = input.upTo(9);
    if (kind == 0) {
      return input.bytes(MAX_BYTES);
    }
    JsonObject body = new JsonObject();
    for (int i = input.upTo(8); i > 0; i--) {
      body.put(name(input), value(input, 0));
    }
    byte[] text = body.toBuffer().getBytes();
    if (kind == 2) {
      // A field twice, or more than one object.
      String more = new JsonObject().put(name(input), value(input, 0)).encode();
      String whole = new String(text, StandardCharsets.UTF_8);
      String joined =
          input.upTo(1) == 0 ? whole + more : whole.replaceFirst("}$", ",") + more.substring(1);
      return joined.getBytes(StandardCharsets.UTF_8);
    }
    if (kind == 1) {
      // Nearly JSON.
      text[input.upTo(text.length - 1)] = (byte) input.upTo(255);
    }
    return text;
  }

  private static String name(Choices input) {
    return input.upTo(19) == 0 ? input.text(10) : NAMES[input.upTo(NAMES.length - 1)];
  }

  private static Object value(Choices input, int depth) {
    return switch (input.upTo(depth < DEEPEST ? 9 : 6)) {
      case 0 -> input.upTo(1_000_000);
      case 1 -> input.upTo(1) == 0;
      case 2 -> "urn:ietf:params:oauth:token-type:" + input.upTo(10);
      case 3 -> "long".repeat(input.upTo(1_200));
      case 4, 5, 6 -> input.text(40);
      case 7 -> new JsonObject().put(input.text(5), value(input, depth + 1));
      default -> list(input);
    };
  }

  private static JsonArray list(Choices input) {
    JsonArray list = new JsonArray();
    Object element = input.upTo(9) == 0 ? input.upTo(9) : input.text(20);
    for (int i = input.upTo(120); i > 0; i--) {
      list.add(element);
    }
    return list;
  }

  private static Set<String> fields() {
    Set<String> all = new HashSet<>(StartFields.ALL);
    all.addAll(Set.of("code", "aliases"));
    return all;
  }

  /** Only the body of a context is looked at. */
  private static RoutingContext context(Optional<RequestBody> body) {
    return (RoutingContext)
        Proxy.newProxyInstance(
            RoutingContext.class.getClassLoader(),
            new Class<?>[] {RoutingContext.class},
            (proxy, method, arguments) ->
                method.getName().equals("body") ? body.orElseThrow() : "");
  }
}
