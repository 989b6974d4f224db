// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the provider sent along with the redirect (RFC 6749, 4.1.2 and 4.1.2.1; iss: RFC 9207).
 *
 * @param state as we made it, by its form
 * @param result a code or an error: exactly one
 * @param issuer iss, where the provider sends it
 */
record CallbackParameters(Secret state, Result result, Optional<String> issuer) {
  private static final int MAX_CODE = 4096;
  private static final int MAX_ISSUER = 1024;
  private static final int MAX_ERROR = 64;
  private static final int MAX_DESCRIPTION = 256;

  /** What the provider decided. */
  sealed interface Result {
    /** Does one thing or the other. */
    <T> T fold(Function<Granted, T> code, Function<Denied, T> error);
  }

  /** It gave a code. */
  record Granted(Secret code) implements Result {
    @Override
    public <T> T fold(Function<Granted, T> onCode, Function<Denied, T> onError) {
      return onCode.apply(this);
    }
  }

  /**
   * It gave an error.
   *
   * @param error made fit for an event: at most 64 characters, printable ASCII
   * @param description at most 256 characters, no control characters
   */
  record Denied(String error, Optional<String> description) implements Result {
    @Override
    public <T> T fold(Function<Granted, T> onCode, Function<Denied, T> onError) {
      return onError.apply(this);
    }
  }

  /**
   * Reads the query.
   *
   * @throws RefusedException if it is not a redirect that answers one of our requests
   */
  static CallbackParameters from(MultiMap query) {
    // A parameter that comes twice is read differently by different programs (RFC 6749, 3.1).
    if (query.names().stream().anyMatch(name -> query.getAll(name).size() > 1)) {
      throw malformed("callback_duplicate_parameter");
    }
    String state =
        text(query, "state")
            .filter(AuthorizationId::isStateForm)
            .orElseThrow(() -> malformed("callback_state_missing"));
    Optional<String> issuer = text(query, "iss");
    if (issuer.filter(iss -> iss.length() > MAX_ISSUER).isPresent()) {
      throw malformed("callback_parameter_too_long");
    }
    return new CallbackParameters(Secret.of(state), result(query), issuer);
  }

  private static Result result(MultiMap query) {
    Optional<String> code = text(query, "code");
    Optional<String> error = text(query, "error");
    if (code.isPresent() == error.isPresent()) {
      throw malformed("callback_code_missing");
    }
    if (code.filter(CallbackParameters::isBadCode).isPresent()) {
      throw malformed("callback_code_malformed");
    }
    return code.<Result>map(text -> new Granted(Secret.of(text)))
        .orElseGet(
            () ->
                new Denied(
                    cut(error.orElseThrow().replaceAll("[^\\x20-\\x7e]", "?"), MAX_ERROR),
                    text(query, "error_description")
                        .map(words -> words.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " "))
                        .map(words -> cut(words, MAX_DESCRIPTION))));
  }

  private static boolean isBadCode(String code) {
    return code.length() > MAX_CODE || code.chars().anyMatch(c -> c < 0x20 || c > 0x7e);
  }

  private static Optional<String> text(MultiMap query, String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** Cuts without leaving half a character at the end. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  private static RefusedException malformed(String reason) {
    return new RefusedException(
        reason,
        Page.bad(
            400,
            "This is not a complete answer",
            "The address does not hold what a provider sends back, so nothing was connected.",
            "Go back to the application and start again there."));
  }
}
