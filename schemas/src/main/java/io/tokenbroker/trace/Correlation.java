// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.Optional;

/** The correlation id of what is being done, beside the span: authorization id, or a command's. */
public final class Correlation {
  private static final ContextKey<String> KEY = ContextKey.named("tokenbroker-correlation-id");

  private Correlation() {}

  /** The context, with this id if there is one. */
  public static Context with(Context context, Optional<String> id) {
    return id.map(value -> context.with(KEY, value)).orElse(context);
  }

  /** The context's id. */
  public static Optional<String> of(Context context) {
    return Optional.ofNullable(context.get(KEY));
  }
}
