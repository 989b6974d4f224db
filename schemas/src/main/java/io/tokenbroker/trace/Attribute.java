// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.trace;

import io.opentelemetry.api.common.AttributeKey;

/**
 * All that our spans tell besides HTTP's method, route and status. No key of a grant is among it,
 * for that names a person, and nothing that a provider, a browser or a caller wrote.
 */
public final class Attribute {
  /** A topic without the deployment's prefix. */
  public static final AttributeKey<String> TOPIC = AttributeKey.stringKey("tokenbroker.topic");

  /** An event's type. */
  public static final AttributeKey<String> EVENT = AttributeKey.stringKey("tokenbroker.event");

  public static final AttributeKey<String> CONNECTOR =
      AttributeKey.stringKey("tokenbroker.connector");

  /** Authorization id, or a command's id: as in the logs. */
  public static final AttributeKey<String> CORRELATION =
      AttributeKey.stringKey("tokenbroker.correlation_id");

  /** What a provider is asked for. */
  public static final AttributeKey<String> CALL = AttributeKey.stringKey("tokenbroker.call");

  /** What came of it. */
  public static final AttributeKey<String> RESULT = AttributeKey.stringKey("tokenbroker.result");

  /** Why, by a word of ours. */
  public static final AttributeKey<String> REASON = AttributeKey.stringKey("tokenbroker.reason");

  private Attribute() {}
}
