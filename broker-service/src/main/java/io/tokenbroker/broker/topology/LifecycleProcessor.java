// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Decision;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.TokenLifecycle;
import io.tokenbroker.broker.store.DueIndex;
import io.tokenbroker.broker.store.GrantStore;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.UnknownKeyException;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.CloudEventHeaders;
import io.tokenbroker.wire.DeadLetter;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
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

  private final Parts parts;
  private final TokenLifecycle lifecycle = new TokenLifecycle();
  private ProcessorContext<String, byte[]> context;
  private DueIndex due;
  private GrantStore grants;

  /** What a processor is made of; shared by all processors of a process. */
  record Parts(
      Topics topics,
      EventCodec codec,
      Connectors connectors,
      InputReader reader,
      EffectWriter writer,
      Sealer storeSealer,
      Opener storeOpener,
      Clock clock,
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
    context.schedule(
        parts.tick().every(), PunctuationType.WALL_CLOCK_TIME, time -> fireWhatIsDue());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    Optional<TokenKey> key = Optional.empty();
    try {
      key = Optional.of(TokenKey.parse(String.valueOf(record.key())));
      Optional<Input> input = parts.reader().read(key.get(), event(record));
      if (input.isPresent()) {
        decide(key.get(), input.get());
      }
    } catch (UnknownKeyException e) {
      // The key may be on its way: the thread ends, waits and tries the record again.
      throw e;
    } catch (IllegalArgumentException | MalformedRecordException | CannotOpenException e) {
      deadLetter(record, e);
      if (key.isPresent() && sourceTopic().equals(Optional.of(Topic.PROVIDER_RESULTS))) {
        unreadableResult(key.get());
      }
    }
  }

  /** The grant itself may be what can't be read: then the dead letter is all that can be done. */
  private void unreadableResult(TokenKey key) {
    try {
      decide(key, new Input.UnreadableResult());
    } catch (UnknownKeyException e) {
      throw e;
    } catch (CannotOpenException | IllegalArgumentException e) {
      log.atError()
          .addKeyValue("tokenKey", key)
          .setCause(e)
          .log("a stored grant can't be read; its result is a dead letter");
    }
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
    for (DueIndex.Entry entry : due.due(start, parts.tick().maxEntries())) {
      Instant now = parts.clock().instant();
      if (now.isAfter(end)) {
        return;
      }
      fire(entry);
    }
  }

  private void fire(DueIndex.Entry entry) {
    try {
      boolean current =
          grants
              .read(entry.key())
              .flatMap(Grant::nextLook)
              .filter(next -> next.toEpochMilli() == entry.dueAt().toEpochMilli())
              .isPresent();
      if (current) {
        decide(entry.key(), new Input.TimeReached());
      } else {
        due.drop(entry);
      }
    } catch (UnknownKeyException e) {
      throw e;
    } catch (CannotOpenException | IllegalArgumentException e) {
      due.drop(entry);
      log.atError()
          .addKeyValue("tokenKey", entry.key())
          .setCause(e)
          .log("a stored grant can't be read; its timer is dropped, the grant is left as it is");
    }
  }

  private void decide(TokenKey key, Input input) {
    Instant now = Instant.ofEpochMilli(parts.clock().millis());
    Optional<Grant> before = grants.read(key);
    Decision decision =
        lifecycle.decide(key, before, input, parts.connectors().policy(key.connectorId()), now);
    grants.write(key, before, decision.next());
    boolean interactive = false;
    for (Effect effect : decision.effects()) {
      EffectWriter.Output output = parts.writer().write(key, effect, now);
      forward(output, now);
      interactive |= output.interactive();
    }
    if (interactive) {
      // Somebody waits for it: don't let the commit interval decide.
      context.commit();
    }
  }

  private void forward(EffectWriter.Output output, Instant now) {
    Headers headers = new RecordHeaders();
    output
        .event()
        .ifPresent(event -> CloudEventHeaders.add(headers, event, output.key(), SOURCE, now));
    String topic = parts.topics().name(output.topic());
    byte[] value = output.event().map(event -> parts.codec().encode(topic, event)).orElse(null);
    context.forward(
        new Record<>(output.key(), value, now.toEpochMilli(), headers),
        TokenBrokerTopology.sinkOf(output.topic()));
  }

  private void deadLetter(Record<String, byte[]> record, RuntimeException error) {
    Headers headers = new RecordHeaders(record.headers());
    Optional<RecordMetadata> origin = context.recordMetadata();
    DeadLetter.describe(
        headers,
        origin.map(RecordMetadata::topic).orElse(""),
        origin.map(RecordMetadata::partition).orElse(-1),
        origin.map(RecordMetadata::offset).orElse(-1L),
        error);
    context.forward(record.withHeaders(headers), TokenBrokerTopology.sinkOf(Topic.DEAD_LETTERS));
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
