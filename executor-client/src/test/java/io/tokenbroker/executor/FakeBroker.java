// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Plays the broker and the log between it and a client, in the test's own thread. */
final class FakeBroker implements TokenEvents, RefreshSink {
  static final Instant START = Instant.parse("2024-05-06T07:08:09Z");
  static final Instant END = START.plus(Duration.ofDays(7));
  private static final String TOPIC = Topics.defaults().name(Topic.TOKEN_EVENTS);

  final MutableClock clock = new MutableClock(START);
  final List<RefreshToken> requests = new CopyOnWriteArrayList<>();
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final Sealer sealer;
  private final Opener opener;
  private Optional<Consumer<ConsumerRecord<String, byte[]>>> handler = Optional.empty();
  private volatile boolean caughtUp = true;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<RuntimeException> sendFailure = Optional.empty();
  private long offset;

  FakeBroker(Path folder) {
    KeysetFolder keysets =
        KeysetFolder.create(
            folder,
            KeyEncryptionKey.createFile(folder.resolveSibling(folder.getFileName() + ".kek")));
    this.sealer = keysets.sealer(KeysetName.EXECUTORS);
    this.opener = keysets.opener(KeysetName.EXECUTORS);
  }

  TokenClient client() {
    return client(settings -> settings);
  }

  TokenClient client(UnaryOperator<TokenClientSettings.Builder> change) {
    TokenClientSettings settings =
        change
            .apply(
                TokenClientSettings.builder("unused:1", opener).clientId("runner-1").clock(clock))
            .build();
    return new TokenClient(settings, codec, this::follow, this);
  }

  TokenEvents follow(Consumer<ConsumerRecord<String, byte[]>> receiver) {
    handler = Optional.of(receiver);
    return this;
  }

  EventCodec codec() {
    return codec;
  }

  Opener opener() {
    return opener;
  }

  void refreshed(TokenKey key, TokenVersion version, String token) {
    refreshed(key, version, token, Duration.ofHours(1));
  }

  void refreshed(TokenKey key, TokenVersion version, String token, Duration lifetime) {
    publish(
        key,
        TokenRefreshed.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setConnectorRevision(1)
            .setSealedAccessToken(
                sealer.seal(Secret.of(token), SealedField.publishedAccessToken(key, version)))
            .setTokenType("Bearer")
            .setScopes(List.of("repo"))
            .setIssuedAt(clock.instant())
            .setExpiresAt(clock.instant().plus(lifetime))
            .setSubject("ann-at-github")
            .setAttributes(Map.of("instance_url", "https://x.example"))
            .build());
  }

  /** A token that is bound to a key. */
  void refreshed(TokenKey key, TokenVersion version, String token, ByteBuffer sealedProofKey) {
    publish(
        key,
        TokenRefreshed.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setConnectorRevision(1)
            .setSealedAccessToken(
                sealer.seal(Secret.of(token), SealedField.publishedAccessToken(key, version)))
            .setSealedProofKey(sealedProofKey)
            .setTokenType("DPoP")
            .setIssuedAt(clock.instant())
            .setExpiresAt(clock.instant().plus(Duration.ofHours(1)))
            .build());
  }

  /** A person is needed; the token that is still good is bound to a key. */
  void reauthorizationRequired(
      TokenKey key, TokenVersion version, String token, ByteBuffer sealedProofKey) {
    publish(
        key,
        ReauthorizationRequired.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setConnectorRevision(1)
            .setReason("invalid_grant")
            .setSince(clock.instant())
            .setSealedAccessToken(
                sealer.seal(Secret.of(token), SealedField.publishedAccessToken(key, version)))
            .setSealedProofKey(sealedProofKey)
            .setTokenType("DPoP")
            .setExpiresAt(clock.instant().plus(Duration.ofMinutes(10)))
            .build());
  }

  /** A token that was sealed for another key, and so does not open. */
  void refreshedWithATokenOf(
      TokenKey key, TokenVersion version, TokenKey other, Sealer otherSealer) {
    publish(
        key,
        TokenRefreshed.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setConnectorRevision(1)
            .setSealedAccessToken(
                otherSealer.seal(
                    Secret.of("foreign"), SealedField.publishedAccessToken(other, version)))
            .setTokenType("Bearer")
            .setIssuedAt(clock.instant())
            .setExpiresAt(clock.instant().plus(Duration.ofHours(1)))
            .build());
  }

  Sealer sealer() {
    return sealer;
  }

  void reauthorizationRequired(TokenKey key, TokenVersion version, Optional<String> token) {
    ReauthorizationRequired.Builder event =
        ReauthorizationRequired.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setConnectorRevision(1)
            .setReason("invalid_grant")
            .setSince(clock.instant());
    token.ifPresent(
        text ->
            event
                .setSealedAccessToken(
                    sealer.seal(Secret.of(text), SealedField.publishedAccessToken(key, version)))
                .setTokenType("Bearer")
                .setExpiresAt(clock.instant().plus(Duration.ofMinutes(10))));
    publish(key, event.build());
  }

  /** The grant's end is known: it is announced together with the current token. */
  void endAnnounced(TokenKey key, TokenVersion version, String token, Duration lifetime) {
    endAnnounced(key, version, token, sealer, lifetime, END);
  }

  void endAnnounced(
      TokenKey key,
      TokenVersion version,
      String token,
      Sealer sealedWith,
      Duration lifetime,
      Instant requiredBy) {
    publish(
        key,
        ReauthorizationRequired.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setConnectorRevision(1)
            .setReason("grant_ends")
            .setSince(START)
            .setRequiredBy(requiredBy)
            .setSealedAccessToken(
                sealedWith.seal(Secret.of(token), SealedField.publishedAccessToken(key, version)))
            .setTokenType("Bearer")
            .setExpiresAt(clock.instant().plus(lifetime))
            .build());
  }

  void revoked(TokenKey key, TokenVersion version) {
    publish(
        key,
        TokenRevoked.newBuilder()
            .setGeneration(version.generation())
            .setSequence(version.sequence())
            .setReason("operator")
            .setRevokedAt(clock.instant())
            .build());
  }

  void tombstone(TokenKey key) {
    raw(key.toString(), null);
  }

  void publish(TokenKey key, SpecificRecord event) {
    raw(key.toString(), codec.encode(TOPIC, event));
  }

  void raw(String key, byte @Nullable [] value) {
    handler.orElseThrow().accept(new ConsumerRecord<>(TOPIC, 0, offset++, key, value));
  }

  void catchUp(boolean value) {
    caughtUp = value;
  }

  void trouble(String text) {
    trouble = Optional.of(text);
  }

  void failSends(boolean value) {
    sendFailure = value ? Optional.of(new IllegalStateException("no cluster")) : Optional.empty();
  }

  @Override
  public boolean awaitCaughtUp(Duration timeout) {
    return caughtUp;
  }

  @Override
  public boolean isCaughtUp() {
    return caughtUp;
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void send(TokenKey key, RefreshToken event, Consumer<Exception> onFailure) {
    sendFailure.ifPresent(
        error -> {
          throw error;
        });
    requests.add(event);
  }

  @Override
  public void close() {}
}
