// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.TestKeysets;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.broker.provider.message.CallParameters;
import io.tokenbroker.broker.provider.message.CallResponse;
import io.tokenbroker.broker.store.AvroBinary;
import io.tokenbroker.broker.store.DueIndex;
import io.tokenbroker.broker.store.GrantStore;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology with real keys and stores, without a Kafka: events go in, records come out. */
final class TopologyBench implements AutoCloseable {
  static final TokenKey KEY =
      TokenKey.personal(SampleConnectors.TENANT, SampleConnectors.CONNECTOR, "ada");
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final Duration LIFETIME = Duration.ofHours(1);

  private final MutableClock clock = new MutableClock(START);
  private final Topics topics = new Topics("tokenbroker.", 4, (short) 1);
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final KeysetFolder keysets;
  private final TopologyTestDriver driver;
  private final AvroBinary<CallParameters> parameters =
      new AvroBinary<>(
          CallMessages.class, CallParameters.getClassSchema(), 3, List.of(CallParameters.class));
  private final AvroBinary<CallResponse> responses =
      new AvroBinary<>(
          CallMessages.class, CallResponse.getClassSchema(), 3, List.of(CallResponse.class));

  private static final LifecycleProcessor.Tick TICK =
      new LifecycleProcessor.Tick(Duration.ofMillis(100), 1000, Duration.ofMillis(50));

  private final Connectors connectors = new Connectors();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  TopologyBench(Path folder) {
    this(folder, TICK);
  }

  TopologyBench(Path folder, LifecycleProcessor.Tick tick) {
    keysets = TestKeysets.in(folder);
    Sealer sealer = keysets.sealer(KeysetName.BROKER);
    Opener opener = keysets.opener(KeysetName.BROKER);
    connectors.put(SampleConnectors.connector(Optional.empty()).build());
    driver =
        new TopologyTestDriver(
            TopologyParts.topology(
                topics,
                codec,
                keysets,
                new CallMessages(sealer, opener),
                connectors,
                Traces.off(),
                new TopologyMeters(new Meters(meters), clock),
                clock,
                tick),
            settings(folder),
            START);
  }

  private static Properties settings(Path folder) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "topology-bench");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    return settings;
  }

  /** What is measured: a metric's value with these labels, names and values in turn. */
  double measured(Metric metric, String... labels) {
    return Search.in(meters).name(metric.meterName()).tags(labels).meters().stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
        .mapToDouble(Measurement::getValue)
        .sum();
  }

  /** The grants as another owner would find them. */
  GrantStore stored() {
    KeyValueStore<String, byte[]> tokens =
        driver.getKeyValueStore(TokenBrokerTopology.TOKENS_STORE);
    KeyValueStore<Bytes, byte[]> due = driver.getKeyValueStore(TokenBrokerTopology.DUE_STORE);
    return new GrantStore(
        tokens,
        new DueIndex(due),
        keysets.sealer(KeysetName.BROKER),
        keysets.opener(KeysetName.BROKER));
  }

  // ---- what goes in

  void sends(Topic topic, TokenKey key, SpecificRecord event) {
    sendsBytes(topic, key.toString(), Optional.of(codec.encode(topics.name(topic), event)));
  }

  void sendsBytes(Topic topic, String key, Optional<byte[]> value) {
    driver
        .createInputTopic(topics.name(topic), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value.orElse(null), new RecordHeaders(), clock.instant()));
  }

  void starts(TokenKey key, String id) {
    sends(
        Topic.AUTHORIZATIONS,
        key,
        new AuthorizationStarted(
            id,
            7L,
            clock.instant(),
            clock.instant().plus(Duration.ofMinutes(10)),
            "https://gateway.example/oauth/callback",
            List.of("repo"),
            keysets
                .brokerInboxSealer()
                .seal(Secret.of("verifier-of-" + id), SealedField.codeVerifier(key, id)),
            "api-key-1",
            null));
  }

  void comesBack(TokenKey key, String id) {
    sends(Topic.AUTHORIZATIONS, key, codeReceived(key, id, keysets));
  }

  void comesBackToConfirm(TokenKey key, String id, String hash) {
    AuthorizationCodeReceived plain = codeReceived(key, id, keysets);
    sends(
        Topic.AUTHORIZATIONS,
        key,
        new AuthorizationCodeReceived(
            id,
            plain.getSealedCode(),
            plain.getReceivedAt(),
            plain.getCallbackParameters(),
            BoundBy.CONFIRMATION_CODE,
            hash));
  }

  AuthorizationCodeReceived codeReceived(TokenKey key, String id, KeysetFolder sealedWith) {
    return new AuthorizationCodeReceived(
        id,
        sealedWith
            .brokerInboxSealer()
            .seal(Secret.of("code-of-" + id), SealedField.authorizationCode(key, id)),
        clock.instant(),
        Map.of(),
        BoundBy.NOTHING,
        null);
  }

  void succeeds(TokenKey key, ProviderRequest request, String accessToken, String refreshToken) {
    sends(Topic.PROVIDER_RESULTS, key, success(key, request, accessToken, refreshToken));
  }

  CallSucceeded success(
      TokenKey key, ProviderRequest request, String accessToken, String refreshToken) {
    CallResponse plain =
        CallResponse.newBuilder()
            .setAccessToken(accessToken)
            .setTokenType("Bearer")
            .setLifetimeMillis(LIFETIME.toMillis())
            .setRefreshToken(refreshToken)
            .setScopes(List.of("repo"))
            .setSubject("ada@provider")
            .build();
    return new CallSucceeded(
        request.getAttemptId(),
        "owner-1",
        clock.instant(),
        clock.instant(),
        keysets
            .sealer(KeysetName.BROKER)
            .seal(
                responses.encode(plain),
                SealedField.providerResponse(key, request.getAttemptId())));
  }

  /** From nothing to a published token {@code at-1}; what was written on the way is read. */
  void authorized(TokenKey key, String id) {
    starts(key, id);
    comesBack(key, id);
    succeeds(key, request(), "at-1", "rt-1");
  }

  /** From here on the connector is this one. */
  void define(ConnectorDefined connector) {
    connectors.put(connector);
  }

  void passes(Duration duration) {
    clock.advance(duration);
    driver.advanceWallClockTime(duration);
  }

  // ---- what comes out

  /** A record that was written. */
  record Written(String key, Optional<byte[]> value, Map<String, String> headers) {}

  List<Written> read(Topic topic) {
    return driver
        .createOutputTopic(
            topics.name(topic), new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(
            record ->
                new Written(
                    String.valueOf(record.key()),
                    Optional.ofNullable(record.value()),
                    HeaderText.of(record.headers())))
        .toList();
  }

  /** The events of a type that were written since the last time. */
  <E extends SpecificRecord> List<E> events(Topic topic, Class<E> type) {
    return read(topic).stream()
        .flatMap(record -> record.value().stream())
        .map(codec::decode)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** The one request that was written since the last time. */
  ProviderRequest request() {
    List<ProviderRequest> requests = events(Topic.PROVIDER_REQUESTS, ProviderRequest.class);
    if (requests.size() != 1) {
      throw new AssertionError("one provider request was expected, not " + requests);
    }
    return requests.get(0);
  }

  CallParameters opened(TokenKey key, ProviderRequest request) {
    return parameters.decode(
        keysets
            .opener(KeysetName.BROKER)
            .open(
                request.getSealedParameters(),
                SealedField.providerRequest(key, request.getAttemptId())));
  }

  KeysetFolder keysets() {
    return keysets;
  }

  KeyValueStore<String, byte[]> tokens() {
    return driver.getKeyValueStore(TokenBrokerTopology.TOKENS_STORE);
  }

  byte[] encoded(Topic topic, SpecificRecord event) {
    return codec.encode(topics.name(topic), event);
  }

  SpecificRecord decode(byte[] value) {
    return codec.decode(value);
  }

  String topicName(Topic topic) {
    return topics.name(topic);
  }

  Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    driver.close();
  }
}
