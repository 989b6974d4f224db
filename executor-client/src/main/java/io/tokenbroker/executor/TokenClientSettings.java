// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.opentelemetry.api.OpenTelemetry;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.tokenbroker.wire.SchemaIds;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a {@link TokenClient} needs. Immutable.
 *
 * @param kafka Kafka client settings: bootstrap servers, TLS, SASL
 * @param topics the deployment's topics
 * @param opener opens access tokens: {@code KeysetFolder.opener(KeysetName.EXECUTORS)}
 * @param clientId names this runner in refresh requests and audit records; 1 to 64 characters
 * @param maxTokens the most keys that are kept in memory, from 1; a key that does not fit is
 *     unknown
 * @param filter which keys this runner is concerned with; others take no memory
 * @param clock decides about expiry
 * @param schemaIds which id stands for which schema
 * @param telemetry where spans go; {@code OpenTelemetry.noop()}: nowhere
 */
public record TokenClientSettings(
    Map<String, Object> kafka,
    Topics topics,
    Opener opener,
    String clientId,
    long maxTokens,
    Predicate<TokenKey> filter,
    Clock clock,
    SchemaIds schemaIds,
    OpenTelemetry telemetry) {
  public static final long DEFAULT_MAX_TOKENS = 1_000_000;
  private static final int MAX_CLIENT_ID_LENGTH = 64;

  public TokenClientSettings {
    kafka = Map.copyOf(kafka);
    if (clientId.isBlank() || clientId.length() > MAX_CLIENT_ID_LENGTH) {
      throw new IllegalArgumentException("clientId has 1 to 64 characters: " + clientId);
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens is at least 1, not " + maxTokens);
    }
  }

  /**
   * Settings with defaults for all but these two.
   *
   * @param bootstrapServers {@code host:port}, several separated by commas
   * @param opener opens access tokens: {@code KeysetFolder.opener(KeysetName.EXECUTORS)}
   */
  public static Builder builder(String bootstrapServers, Opener opener) {
    return new Builder(bootstrapServers, opener);
  }

  /** Kafka settings may hold passwords: only their names are shown. */
  @Override
  public String toString() {
    return "TokenClientSettings[clientId="
        + clientId
        + ", prefix="
        + topics.prefix()
        + ", maxTokens="
        + maxTokens
        + ", kafka="
        + kafka.keySet()
        + "]";
  }

  /** Collects settings; not thread-safe. */
  public static final class Builder {
    private final Map<String, Object> kafka = new HashMap<>();
    private final Opener opener;
    private Topics topics = Topics.defaults();
    private String clientId = "executor";
    private long maxTokens = DEFAULT_MAX_TOKENS;
    private Predicate<TokenKey> filter = key -> true;
    private Clock clock = Clock.systemUTC();
    private SchemaIds schemaIds = new FingerprintSchemaIds();
    private OpenTelemetry telemetry = OpenTelemetry.noop();

    private Builder(String bootstrapServers, Opener opener) {
      this.opener = opener;
      kafka.put("bootstrap.servers", bootstrapServers);
    }

    /** Further Kafka client settings, such as TLS and SASL. */
    public Builder kafka(Map<String, ?> settings) {
      kafka.putAll(settings);
      return this;
    }

    public Builder topics(Topics value) {
      topics = value;
      return this;
    }

    public Builder clientId(String value) {
      clientId = value;
      return this;
    }

    public Builder maxTokens(long value) {
      maxTokens = value;
      return this;
    }

    public Builder filter(Predicate<TokenKey> value) {
      filter = value;
      return this;
    }

    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Where schema ids come from: {@code RegistrySchemaIds.open(...)} where the deployment has a
     * registry. The giver closes it, after the client.
     */
    public Builder schemaIds(SchemaIds value) {
      schemaIds = value;
      return this;
    }

    /**
     * Where the spans go that tell when a new token is here; the default is nowhere. A trace that
     * began in a browser ends so. What asks for a refresh within a span of the application's own
     * goes on with its trace, whatever is set here.
     */
    public Builder telemetry(OpenTelemetry value) {
      telemetry = value;
      return this;
    }

    public TokenClientSettings build() {
      return new TokenClientSettings(
          kafka, topics, opener, clientId, maxTokens, filter, clock, schemaIds, telemetry);
    }
  }
}
