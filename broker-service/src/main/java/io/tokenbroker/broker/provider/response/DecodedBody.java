// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes an answer's body: JSON, or against the RFC a form, whatever the answer calls it. */
public final class DecodedBody {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9._:-]{1,40})", Pattern.CASE_INSENSITIVE);

  /** Some providers send forms as text/plain or text/html, or call them nothing. */
  private static final Pattern LIKE_A_FORM =
      Pattern.compile("(?:[A-Za-z0-9_.%-]{1,64}=[^<>\\s&]{0,20000}&){0,20}(?:access_token|error)=");

  private DecodedBody() {}

  /** A {@link JsonObject} or {@link JsonArray}; empty if it can't be read. Never throws. */
  public static Optional<Object> read(String contentType, Buffer body) {
    String text = text(contentType, body);
    try {
      if (text.startsWith("{")) {
        return Optional.of(new JsonObject(text));
      }
      if (text.startsWith("[")) {
        return Optional.of(new JsonArray(text));
      }
      return contentType.toLowerCase(Locale.ROOT).startsWith(FORM)
              || LIKE_A_FORM.matcher(text).lookingAt()
          ? Optional.of(form(text))
          : Optional.empty();
    } catch (DecodeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(String contentType, Buffer body) {
    String text = body.toString(charset(contentType)).strip();
    return text.startsWith("\uFEFF") ? text.substring(1).strip() : text;
  }

  private static Charset charset(String contentType) {
    Matcher named = CHARSET.matcher(contentType);
    try {
      return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static JsonObject form(String text) {
    JsonObject fields = new JsonObject();
    new QueryStringDecoder(text, StandardCharsets.UTF_8, false)
        .parameters()
        .forEach((name, values) -> fields.put(name, values.get(0)));
    return fields;
  }
}
