// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RequestBodyImpl;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** Whatever comes as a body is read as the fields of a start, or refused with a problem. */
class RequestFieldsFuzzTest {
  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "2h")
  void aBodyIsReadOrRefused(byte[] input) {
    RequestBodyImpl body = new RequestBodyImpl(context(Optional.empty()));
    body.setBuffer(Buffer.buffer(input));
    try {
      RequestFields fields = new RequestFields(context(Optional.of(body)), StartFields.ALL);
      fields.text("user").ifPresent(user -> assertThat(user).isNotEmpty());
      fields.texts("scopes").ifPresent(all -> assertThat(all).hasSizeLessThanOrEqualTo(100));
      fields.text("returnUrl").ifPresent(url -> assertThat(url).isNotEmpty());
      fields.secret("subjectToken", 1_000).ifPresent(token -> assertThat(token).isNotNull());
      fields.uri("subjectTokenType", 255).ifPresent(uri -> assertThat(uri).isNotEmpty());
    } catch (ProblemException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
    }
  }

  /** Only the body of a context is looked at. */
  private static RoutingContext context(Optional<RequestBodyImpl> body) {
    return (RoutingContext)
        Proxy.newProxyInstance(
            RoutingContext.class.getClassLoader(),
            new Class<?>[] {RoutingContext.class},
            (proxy, method, arguments) ->
                method.getName().equals("body") ? body.orElseThrow() : "");
  }
}
