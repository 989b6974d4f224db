// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.opentelemetry.context.Context;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Decision;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.TokenLifecycle;
import io.tokenbroker.broker.store.DueIndex;
import io.tokenbroker.broker.store.GrantStore;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.UnknownKeyException;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.trace.Correlation;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.CloudEventHeaders;
import io.tokenbroker.wire.CorrelationHeader;
import io.tokenbroker.wire.DeadLetter;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interprets the lifecycle: read the grant, decide, write the grant, forward what was decided. It
 * has no rule of its own. Belongs to its stream thread; never waits for the network.
 */
final class LifecycleProcessor implements Processor<String, byte[], String, byte[]> {
  private static final Logger log = LoggerFactory.getLogger(LifecycleProcessor.class);
  private static final String SOURCE = "/broker-service";

  /** When a grant that could not be handled is tried again. */
  private static final Duration AFTER_UNUSABLE = Duration.ofHours(1);

  private final Parts parts;
  private final TokenLifecycle lifecycle = new TokenLifecycle();
  private ProcessorContext<String, byte[]> context;
  private DueIndex due;
  private GrantStore grants;
  private TaskMeters measured;

  /** What a processor is made of; shared by all processors of a process. */
  record Parts(
      Topics topics,
      EventCodec codec,
      Connectors connectors,
      InputReader reader,
      EffectWriter writer,
      Sealer storeSealer,
      Opener storeOpener,
      Traces traces,
      Clock clock,
      TopologyMeters meters,
      Tick tick) {}

  /**
   * How often the due index is looked at, and how much one look may do: a longer one would get the
   * transaction's producer fenced.
   */
  record Tick(Duration every, int maxEntries, Duration maxTime) {}

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  LifecycleProcessor(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    KeyValueStore<Bytes, byte[]> dueStore = context.getStateStore(TokenBrokerTopology.DUE_STORE);
    KeyValueStore<String, byte[]> tokens = context.getStateStore(TokenBrokerTopology.TOKENS_STORE);
    due = new DueIndex(dueStore);
    grants = new GrantStore(tokens, due, parts.storeSealer(), parts.storeOpener());
    measured = parts.meters().began(context.taskId(), new GrantCensus(grants));
    context.schedule(
        parts.tick().every(), PunctuationType.WALL_CLOCK_TIME, time -> fireWhatIsDue());
  }

  @Override
  public void close() {
    parts.meters().ended(context.taskId(), measured);
  }

  /**
   * A record that can't be handled becomes a dead letter, whatever is wrong with it: the next one
   * is handled. Only what may mend itself ends the thread, which waits and tries the record again:
   * a key that is on its way, and Kafka's own troubles.
   */
  @Override
  public void process(Record<String, byte[]> record) {
    Optional<TokenKey> key = Optional.empty();
    SpecificRecord event;
    Optional<Input> input;
    try {
      key = Optional.of(TokenKey.parse(String.valueOf(record.key())));
      event = event(record);
      input = parts.reader().read(key.get(), event);
    } catch (UnknownKeyException | KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      deadLetter(record, e);
      key.ifPresent(this::resultIsUnreadable);
      return;
    }
    if (input.isPresent()) {
      try (DecisionStep step =
          DecisionStep.about(parts.traces(), sourceTopic(), key.get(), event, record.headers())) {
        handle(record, key.get(), input.get(), step);
      }
    }
  }

  private void handle(Record<String, byte[]> record, TokenKey key, Input input, DecisionStep step) {
    Decided decided;
    try {
      decided = decide(key, input);
    } catch (UnknownKeyException | KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // The stored grant, its connector or the record is unusable; neither is changed.
      step.failed(e);
      deadLetter(record, e);
      resultIsUnreadable(key);
      return;
    }
    carryOut(decided);
    log.atDebug()
        .addKeyValue("input", input.getClass().getSimpleName())
        .addKeyValue("records", decided.records().size())
        .log("decided");
  }

  /** A result that became a dead letter must not leave its grant waiting for it. */
  private void resultIsUnreadable(TokenKey key) {
    if (!sourceTopic().equals(Optional.of(Topic.PROVIDER_RESULTS))) {
      return;
    }
    Decided decided;
    try {
      decided = decide(key, new Input.UnreadableResult());
    } catch (UnknownKeyException | KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("tokenKey", key)
          .setCause(e)
          .log("a grant is unusable; its result is a dead letter already");
      return;
    }
    carryOut(decided);
  }

  /** An event, if its topic may carry it: a runner's topic is no way to revoke. */
  private SpecificRecord event(Record<String, byte[]> record) {
    if (record.value() == null) {
      throw new MalformedRecordException("a record without a value");
    }
    SpecificRecord event = parts.codec().decode(record.value());
    if (sourceTopic().filter(topic -> topic.eventTypes().contains(event.getClass())).isEmpty()) {
      throw new MalformedRecordException(
          event.getSchema().getName() + " does not belong on this topic");
    }
    return event;
  }

  private void fireWhatIsDue() {
    Instant start = parts.clock().instant();
    Instant end = start.plus(parts.tick().maxTime());
    measured.census().goOn();
    List<DueIndex.Entry> entries = due.due(start, parts.tick().maxEntries());
    measured.looked(entries, start);
    for (DueIndex.Entry entry : entries) {
      Instant now = parts.clock().instant();
      if (now.isAfter(end)) {
        return;
      }
      fire(entry);
    }
  }

  private void fire(DueIndex.Entry entry) {
    try {
      if (!isDue(entry)) {
        due.drop(entry);
        return;
      }
    } catch (UnknownKeyException | KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      lookLater(entry, e);
      return;
    }
    try (DecisionStep step = DecisionStep.due(parts.traces(), entry.key())) {
      act(entry, step);
    }
  }

  private boolean isDue(DueIndex.Entry entry) {
    return grants
        .read(entry.key())
        .flatMap(Grant::nextLook)
        .filter(next -> next.toEpochMilli() <= entry.dueAt().toEpochMilli())
        .isPresent();
  }

  private void act(DueIndex.Entry entry, DecisionStep step) {
    Decided decided;
    try {
      decided = decide(entry.key(), new Input.TimeReached());
    } catch (UnknownKeyException | KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      step.failed(e);
      lookLater(entry, e);
      return;
    }
    due.drop(entry);
    carryOut(decided);
  }

  private void lookLater(DueIndex.Entry entry, RuntimeException error) {
    due.postpone(entry, parts.clock().instant().plus(AFTER_UNUSABLE));
    log.atError()
        .addKeyValue("tokenKey", entry.key())
        .setCause(error)
        .log("a grant or its connector is unusable; it is left as it is and looked at later");
  }

  /**
   * A decision with everything that comes of it, made before anything of it is done: what is
   * unusable shows here.
   */
  private record Decided(
      TokenKey key,
      Optional<Grant> before,
      Decision decision,
      Instant at,
      Optional<GrantStore.Change> change,
      List<Written> records,
      boolean interactive) {}

  /** A record that is ready to be written. */
  private record Written(Record<String, byte[]> record, String sink) {}

  private Decided decide(TokenKey key, Input input) {
    Instant now = Instant.ofEpochMilli(parts.clock().millis());
    Optional<Grant> before = grants.read(key);
    Decision decision =
        lifecycle.decide(key, before, input, parts.connectors().policy(key.connectorId()), now);
    List<EffectWriter.Output> outputs =
        decision.effects().stream().map(effect -> parts.writer().write(key, effect, now)).toList();
    return new Decided(
        key,
        before,
        decision,
        now,
        grants.change(key, before, decision.next()),
        outputs.stream().map(output -> written(output, now)).toList(),
        outputs.stream().anyMatch(EffectWriter.Output::interactive));
  }

  private void carryOut(Decided decided) {
    decided.change().ifPresent(grants::write);
    decided.records().forEach(written -> context.forward(written.record(), written.sink()));
    measured.census().changed(decided.key(), decided.before(), decided.decision().next());
    parts.meters().decided(decided.before(), decided.decision().effects(), decided.at());
    if (decided.interactive()) {
      // Somebody waits for it: don't let the commit interval decide.
      context.commit();
    }
  }

  private Written written(EffectWriter.Output output, Instant now) {
    Headers headers = new RecordHeaders();
    output
        .event()
        .ifPresent(
            event ->
                DecisionStep.sending(parts.traces(), output.topic())
                    .wrap(() -> CloudEventHeaders.add(headers, event, output.key(), SOURCE, now))
                    .run());
    if (output.topic() == Topic.PROVIDER_REQUESTS) {
      Correlation.of(Context.current()).ifPresent(id -> CorrelationHeader.write(headers, id));
    }
    String topic = parts.topics().name(output.topic());
    byte[] value = output.event().map(event -> parts.codec().encode(topic, event)).orElse(null);
    return new Written(
        new Record<>(output.key(), value, now.toEpochMilli(), headers),
        TokenBrokerTopology.sinkOf(output.topic()));
  }

  private void deadLetter(Record<String, byte[]> record, RuntimeException error) {
    Optional<RecordMetadata> origin = context.recordMetadata();
    Optional<byte[]> value = Optional.ofNullable(record.value());
    Headers headers =
        DeadLetter.headers(
            record.headers(),
            value,
            origin.map(RecordMetadata::topic).orElse(""),
            origin.map(RecordMetadata::partition).orElse(-1),
            origin.map(RecordMetadata::offset).orElse(-1L),
            error);
    context.forward(
        record
            .withKey(DeadLetter.key(String.valueOf(record.key())))
            .withValue(DeadLetter.value(value).orElse(null))
            .withHeaders(headers),
        TokenBrokerTopology.sinkOf(Topic.DEAD_LETTERS));
    parts.meters().deadLetter(sourceTopic());
    log.atWarn()
        .addKeyValue("topic", origin.map(RecordMetadata::topic).orElse(""))
        .addKeyValue("partition", origin.map(RecordMetadata::partition).orElse(-1))
        .addKeyValue("offset", origin.map(RecordMetadata::offset).orElse(-1L))
        .addKeyValue("error", error.getMessage())
        .log("a record could not be handled and is now a dead letter");
  }

  private Optional<Topic> sourceTopic() {
    return context.recordMetadata().map(RecordMetadata::topic).flatMap(parts.topics()::byName);
  }
}
