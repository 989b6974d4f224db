// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever comes as a callback is read in bounds, or refused. */
class CallbackFuzzTest {
  private static final String[] NAMES = {
    "state", "code", "error", "error_description", "iss", "st", "realmId"
  };
  private static final Flow FLOW =
      new Flow(
          AuthorizationId.ofSeed(Secret.of("s".repeat(43))),
          TokenKey.personal("acme", "crm", "alice"),
          Optional.empty(),
          Instant.EPOCH,
          Optional.of("https://provider.example"),
          1,
          new CallbackTerms(new ParameterNames(Map.of("state", "st")), List.of("realmId")),
          Binding.CONFIRM,
          Secret.of("c".repeat(43)),
          true);
  private static final String STATE = FLOW.state().reveal(SecretAccess.get());

  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "2h")
  void aCallbackIsReadInBoundsOrRefused(FuzzedDataProvider input) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    for (int i = input.consumeInt(0, 8); i > 0; i--) {
      String name = input.consumeBoolean() ? input.pickValue(NAMES) : input.consumeString(20);
      parameters.add(name, input.consumeBoolean() ? STATE : input.consumeString(5_000));
    }
    try {
      List<AuthorizationId> ids = CallbackParameters.possibleIds(parameters);
      CallbackParameters callback = CallbackParameters.from(parameters, FLOW);

      assertThat(ids).contains(FLOW.id());
      isInBounds(callback);
    } catch (RefusedException refused) {
      assertThat(refused.reason()).startsWith("callback_");
    }
  }

  private static void isInBounds(CallbackParameters callback) {
    callback
        .result()
        .fold(
            granted ->
                assertThat(granted.code().reveal(SecretAccess.get()))
                    .matches("[\\x20-\\x7E]{1,4096}"),
            denied -> assertThat(denied.error()).matches("[\\x20-\\x7E]{1,64}"));
    callback.issuer().ifPresent(issuer -> assertThat(issuer).hasSizeLessThanOrEqualTo(1_024));
    assertThat(callback.kept().keySet()).isSubsetOf("realmId");
    callback.kept().values().forEach(value -> assertThat(value).hasSizeLessThanOrEqualTo(1_024));
  }
}
