// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.provider.response.DecodedBody;
import io.tokenbroker.broker.provider.response.ErrorCode;
import io.tokenbroker.broker.provider.response.ErrorTable;
import io.tokenbroker.broker.provider.response.ResponseFields;
import io.tokenbroker.broker.provider.response.ResponseFields.Verdict;
import io.tokenbroker.broker.provider.response.Scalar;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An answer whose body is decoded, as far as it can be.
 *
 * @param fields by their standard names; none if the body can't be read
 * @param verdict what the provider's success field says
 * @param sent what must not come back
 */
record DecodedAnswer(
    ConnectorDefined connector,
    Answer answer,
    Object root,
    ResponseFields paths,
    JsonObject fields,
    Verdict verdict,
    List<Secret> sent) {
  private static final int MAX_DESCRIPTION = 256;
  private static final int MAX_CODE = 64;

  private static final int MIN_LEFT = 8;

  /** A longer text is cut before it is searched for what was sent, so that this takes no time. */
  private static final int MAX_SEARCHED = 64 * 1024;

  static DecodedAnswer of(ConnectorDefined connector, Answer answer, List<Secret> sent) {
    ResponseFields paths = new ResponseFields(connector);
    Object root = DecodedBody.read(answer.contentType(), answer.body()).orElseGet(JsonObject::new);
    return new DecodedAnswer(
        connector, answer, root, paths, paths.standard(root), paths.verdict(root), sent);
  }

  /** As HTTP says it, or as the provider's success field does, or a body that is an error. */
  boolean isSuccess() {
    boolean success = answer.status() / 100 == 2;
    return switch (verdict) {
      case SUCCESS -> success;
      case ERROR -> false;
      case NONE -> success && !ErrorCode.isIn(fields);
    };
  }

  Instant sentAt() {
    return answer.sentAt();
  }

  Optional<String> text(String standardName) {
    return fields.getValue(standardName) instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A text, or a number or truth value as text. */
  Optional<String> scalar(String standardName) {
    return Optional.ofNullable(fields.getValue(standardName)).flatMap(Scalar::text);
  }

  /** The response's public attributes, without what was sent and without these tokens. */
  Map<String, String> attributes(Stream<Secret> tokens) {
    List<String> secret =
        Stream.concat(sent.stream(), tokens).map(each -> each.reveal(SecretAccess.get())).toList();
    return paths.attributes(root, value -> secret.stream().anyMatch(token -> holds(value, token)));
  }

  /** A short text that is part of another is no leak but a coincidence. */
  private static boolean holds(String value, String token) {
    return value.equals(token) || (token.length() >= 16 && value.contains(token));
  }

  /** What an answer that says no means. */
  CallOutcome.Failed failed() {
    ErrorCode error = ErrorCode.read(fields);
    Optional<String> code =
        error
            .code()
            .or(() -> paths.successValue(root).filter(value -> !value.equals("false")))
            .map(this::code)
            .filter(text -> !text.isEmpty());
    Optional<String> description = error.description().map(text -> cleaned(text, MAX_DESCRIPTION));
    return new CallOutcome.Failed(
        ErrorTable.classify(answer.status(), code, description, connector.getErrorClasses()),
        code.orElse("http_" + answer.status()),
        description,
        answer.status(),
        answer.retryAfter());
  }

  /** A code that is known is no quotation, though a secret may be a part of it. */
  private String code(String text) {
    String stripped = text.strip();
    if (ErrorTable.isKnown(stripped)) {
      return legible(stripped);
    }
    // What is left out first can't hide a secret that comes together without it.
    return cut(
        legible(redacted(legible(cleaned(stripped, MAX_SEARCHED)), DecodedAnswer::legibleSecret)),
        MAX_CODE);
  }

  /** What is left of a secret may be so short that any code holds it: that gives nothing away. */
  private static String legibleSecret(String secret) {
    String legible = legible(secret);
    return legible.length() < MIN_LEFT ? secret : legible;
  }

  private static String legible(String text) {
    return text.replaceAll("\\s", "_").replaceAll("[^A-Za-z0-9_.:-]", "");
  }

  /** A provider may quote what we sent; that goes no further. */
  private String cleaned(String text, int limit) {
    String searched = text.substring(0, Math.min(text.length(), MAX_SEARCHED));
    String redacted = redacted(searched, UnaryOperator.identity());
    if (searched.length() < text.length()) {
      // It may end within one of them.
      int longest =
          sent.stream().mapToInt(each -> each.reveal(SecretAccess.get()).length()).max().orElse(0);
      redacted = redacted.substring(0, Math.max(0, redacted.length() - longest));
    }
    String printable = redacted.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
    // What became a blank may have been one in a secret.
    return cut(redacted(printable, UnaryOperator.identity()), limit);
  }

  private static String cut(String text, int limit) {
    return text.substring(0, Math.min(text.length(), limit));
  }

  /** The longest secret is looked for first: a shorter one may be a part of it. */
  private String redacted(String text, UnaryOperator<String> form) {
    String redacted = text;
    for (String secret :
        sent.stream()
            .map(each -> form.apply(each.reveal(SecretAccess.get())))
            .filter(each -> !each.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList()) {
      redacted = redacted.replace(secret, "[redacted]");
    }
    return redacted;
  }
}
