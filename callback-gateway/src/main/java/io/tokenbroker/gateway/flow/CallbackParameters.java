// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.event.EventText;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the provider sent along with the browser (RFC 6749, 4.1.2 and 4.1.2.1; iss: RFC 9207), under
 * its names.
 *
 * @param result a code or an error: exactly one
 * @param issuer iss, where the provider sends it
 * @param kept further parameters that the connector keeps; public
 */
record CallbackParameters(Result result, Optional<String> issuer, Map<String, String> kept) {
  private static final int MAX_CODE = 4096;
  private static final int MAX_ISSUER = 1024;
  private static final int MAX_ERROR = 64;
  private static final int MAX_DESCRIPTION = 256;
  private static final int MAX_KEPT = 1024;

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
   * The authorizations that a callback may answer: what the provider calls the state is known only
   * with the flow, so every parameter that has the form of a state counts.
   *
   * @throws RefusedException if there is none
   */
  static List<AuthorizationId> possibleIds(MultiMap parameters) {
    Set<AuthorizationId> ids = new LinkedHashSet<>();
    for (Map.Entry<String, String> parameter : parameters) {
      AuthorizationId.inState(parameter.getValue()).ifPresent(ids::add);
    }
    if (ids.isEmpty()) {
      requireSingle(parameters);
      throw malformed("callback_state_missing");
    }
    return List.copyOf(ids);
  }

  /**
   * Goes on where no parameter comes twice: different programs would read such a callback
   * differently (RFC 6749, 3.1).
   *
   * @throws RefusedException if one does
   */
  static void requireSingle(MultiMap parameters) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> parameter : parameters) {
      if (!names.add(parameter.getKey())) {
        throw malformed("callback_duplicate_parameter");
      }
    }
  }

  /**
   * Reads the answer to a flow's request.
   *
   * @throws RefusedException if it is not one
   */
  static CallbackParameters from(MultiMap parameters, Flow flow) {
    requireSingle(parameters);
    ParameterNames names = flow.callback().names();
    // Another browser that opened the same link has another state: its code is not for this one.
    boolean isTheFlows =
        text(parameters, names.of("state"))
            .map(Secret::of)
            .filter(flow.state()::equals)
            .isPresent();
    if (!isTheFlows) {
      throw malformed("callback_state_mismatch");
    }
    Optional<String> issuer = text(parameters, names.of("iss"));
    if (issuer.filter(iss -> iss.length() > MAX_ISSUER).isPresent()) {
      throw malformed("callback_parameter_too_long");
    }
    return new CallbackParameters(
        result(parameters, names), issuer, kept(parameters, flow.callback().kept()));
  }

  /** Tells one answer to a request from another, without holding it. */
  String fingerprint() {
    return result.fold(code -> Sha256.base64Url(code.code()), error -> "error");
  }

  private static Result result(MultiMap parameters, ParameterNames names) {
    Optional<String> code = text(parameters, names.of("code"));
    Optional<String> error = text(parameters, names.of("error"));
    if (code.isPresent() && error.isPresent()) {
      throw malformed("callback_contradicting");
    }
    if (code.isEmpty() && error.isEmpty()) {
      throw malformed("callback_code_missing");
    }
    if (code.filter(CallbackParameters::isBadCode).isPresent()) {
      throw malformed("callback_code_malformed");
    }
    return code.<Result>map(text -> new Granted(Secret.of(text)))
        .orElseGet(
            () ->
                new Denied(
                    EventText.cut(error.orElseThrow().replaceAll("[^\\x20-\\x7e]", "?"), MAX_ERROR),
                    text(parameters, names.of("error_description"))
                        .map(words -> words.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " "))
                        .map(words -> EventText.cut(words, MAX_DESCRIPTION))));
  }

  private static Map<String, String> kept(MultiMap parameters, List<String> names) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : names) {
      text(parameters, name).ifPresent(value -> kept.put(name, value));
    }
    if (kept.values().stream().anyMatch(value -> value.length() > MAX_KEPT)) {
      throw malformed("callback_parameter_too_long");
    }
    if (kept.values().stream().anyMatch(value -> value.chars().anyMatch(Character::isISOControl))) {
      throw malformed("callback_parameter_malformed");
    }
    return kept;
  }

  private static boolean isBadCode(String code) {
    return code.length() > MAX_CODE || code.chars().anyMatch(c -> c < 0x20 || c > 0x7e);
  }

  private static Optional<String> text(MultiMap parameters, String name) {
    // Not get(): it takes any case, and names of parameters are case-sensitive (RFC 6749, 4.1.2).
    for (Map.Entry<String, String> parameter : parameters) {
      if (parameter.getKey().equals(name) && !parameter.getValue().isEmpty()) {
        return Optional.of(parameter.getValue());
      }
    }
    return Optional.empty();
  }

  private static RefusedException malformed(String reason) {
    return new RefusedException(reason, Notice.bad(400, NoticeText.INCOMPLETE_ANSWER));
  }
}
