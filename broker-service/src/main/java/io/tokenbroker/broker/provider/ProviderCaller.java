// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.telemetry.TraceScope;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import io.tokenbroker.wire.SchemasUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caller's protocol over its two logs. One consumer reads requests and results of the same
 * partitions. For every request it writes a claim, reads it back, and makes the call if the first
 * claim in the log is its own; the result is written the moment it is there and read back too. So
 * the log, and not anybody's memory, says who may send and what has ended:
 *
 * <ul>
 *   <li>a claimed attempt is never sent by anyone but its claimant;
 *   <li>a claimant that was paused between claim and call does not send;
 *   <li>a claim without a result becomes {@code CallUnknown} once its owner's time is up, counted
 *       from when it was first seen, so that clocks need not agree.
 * </ul>
 *
 * Both offsets are committed together: the oldest open request, and where its results begin. One
 * thread runs {@link #step} again and again; calls complete on other threads and only write
 * results.
 */
final class ProviderCaller {
  private static final Logger log = LoggerFactory.getLogger(ProviderCaller.class);
  private static final Duration UNKNOWN_MARGIN = Duration.ofSeconds(1);
  private static final Duration CLAIM_AGAIN_AFTER = Duration.ofSeconds(30);
  private static final Duration SWEEP_EVERY = Duration.ofMillis(200);
  private static final Duration FORGET_CLAIM_AFTER = Duration.ofMinutes(10);

  private final Consumer<String, byte[]> consumer;
  private final ResultPublisher publisher;
  private final ResultEvents results;
  private final Calls calls;
  private final EventCodec codec;
  private final Topics topics;
  private final ProviderCallerSettings settings;
  private final CallMeters meters;
  private final CallTraces traces;
  private final String owner;
  private final Clock clock;

  private final Map<Integer, PartitionWindow> windows = new HashMap<>();

  /** Attempts that this caller claimed and whose claim was not read back yet. */
  private final Map<Attempt.Id, SendBy> ownClaims = new HashMap<>();

  /** Attempts that this process is calling or publishing, until the log shows their result. */
  private final InFlight inFlight;

  private boolean taking = true;
  private long sweptAtNanos = System.nanoTime();
  private long committedAtNanos = System.nanoTime();
  private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();

  /** What the caller works with. */
  record Parts(
      Consumer<String, byte[]> consumer,
      ResultPublisher publisher,
      ResultEvents results,
      Calls calls,
      EventCodec codec,
      Topics topics,
      InFlight inFlight,
      ProviderCallerSettings settings,
      CallMeters meters,
      CallTraces traces,
      String owner,
      Clock clock) {}

  ProviderCaller(Parts parts) {
    this.consumer = parts.consumer();
    this.publisher = parts.publisher();
    this.results = parts.results();
    this.calls = parts.calls();
    this.codec = parts.codec();
    this.topics = parts.topics();
    this.inFlight = parts.inFlight();
    this.settings = parts.settings();
    this.meters = parts.meters();
    this.traces = parts.traces();
    this.owner = parts.owner();
    this.clock = parts.clock();
  }

  void subscribe() {
    consumer.subscribe(
        List.of(topics.name(Topic.PROVIDER_REQUESTS), topics.name(Topic.PROVIDER_RESULTS)),
        new Rebalances());
  }

  /** One round: read, act on what is open, commit now and then. */
  void step(Duration pollTimeout) {
    Set<TopicPartition> waiting = new HashSet<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(pollTimeout)) {
      PartitionWindow window = windows.get(record.partition());
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (window != null && !waiting.contains(partition) && !read(window, record)) {
        // The record's schema can't be told now: the log is read again from here.
        consumer.seek(partition, record.offset());
        waiting.add(partition);
      }
    }
    windows.forEach(this::advance);
    if (System.nanoTime() - sweptAtNanos > SWEEP_EVERY.toNanos()) {
      sweptAtNanos = System.nanoTime();
      windows.forEach(this::sweep);
      measure();
      inFlight.forgetPublished();
      ownClaims.values().removeIf(claim -> claim.age().compareTo(FORGET_CLAIM_AFTER) > 0);
    }
    if (System.nanoTime() - committedAtNanos > settings.commitInterval().toNanos()) {
      committedAtNanos = System.nanoTime();
      commitChanges();
    }
  }

  /** Whether a call is out, a result not yet written, or a claim not yet answered for. */
  boolean isBusy() {
    return inFlight.isBusy() || ownClaims.values().stream().anyMatch(claim -> !claim.hasPassed());
  }

  /** Stops calling: what is claimed already ends as not sent, and only results are read. */
  void stopTaking() {
    taking = false;
    consumer.pause(
        consumer.assignment().stream()
            .filter(tp -> tp.topic().equals(topics.name(Topic.PROVIDER_REQUESTS)))
            .toList());
  }

  private void commitChanges() {
    Map<TopicPartition, OffsetAndMetadata> now = offsets();
    if (now.equals(committed)) {
      return;
    }
    consumer.commitAsync(
        now,
        (offsets, error) -> {
          if (error != null) {
            log.atInfo().addKeyValue("error", error.toString()).log("offsets not committed");
          }
        });
    committed = now;
  }

  /** Commits how far it got; called at the end, and before partitions go to another owner. */
  void commit() {
    try {
      consumer.commitSync(offsets(), Duration.ofSeconds(5));
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // The next owner starts from the commit before, and finds the same in the logs.
      log.atInfo().addKeyValue("error", e.toString()).log("offsets not committed");
    }
  }

  /** Whether the record was taken in, or passed over as unreadable for ever. */
  private boolean read(PartitionWindow window, ConsumerRecord<String, byte[]> record) {
    long now = System.nanoTime();
    try {
      TokenKey key = TokenKey.parse(String.valueOf(record.key()));
      if (record.value() == null) {
        throw new MalformedRecordException("a record without a value");
      }
      read(window, key, codec.decode(record.value()), record, now);
    } catch (SchemasUnavailableException e) {
      return false;
    } catch (IllegalArgumentException | MalformedRecordException e) {
      // The topology dead-letters a bad result; a bad request can only come from elsewhere.
      log.atError()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("a record could not be read and is passed over");
    }
    return true;
  }

  private void read(
      PartitionWindow window,
      TokenKey key,
      SpecificRecord event,
      ConsumerRecord<String, byte[]> record,
      long now) {
    long offset = record.offset();
    if (event instanceof ProviderRequest request) {
      Context context = traces.of(record.headers());
      window.requested(new Attempt.Id(key, request.getAttemptId()), request, context, offset, now);
    } else if (event instanceof CallStarted claim) {
      window.claimed(new Attempt.Id(key, claim.getAttemptId()), claim, offset, now);
    } else {
      Attempt.Id id = new Attempt.Id(key, ResultEvents.attemptOf(event));
      window.ended(id, offset, now);
      inFlight.readBack(id);
    }
  }

  private void advance(int partition, PartitionWindow window) {
    TopicPartition requests = new TopicPartition(topics.name(Topic.PROVIDER_REQUESTS), partition);
    TopicPartition answers = new TopicPartition(topics.name(Topic.PROVIDER_RESULTS), partition);
    window.positions(consumer.position(requests), consumer.position(answers));
    if (!window.takeOverComplete()) {
      return;
    }
    window.takeChanged().forEach(entry -> act(window, entry.getKey(), entry.getValue()));
  }

  /** Looks at what only time has changed: claims whose owner's time is up, writes that failed. */
  private void sweep(int partition, PartitionWindow window) {
    if (window.takeOverComplete()) {
      window.open().forEach(entry -> act(window, entry.getKey(), entry.getValue()));
      TopicPartition requests = new TopicPartition(topics.name(Topic.PROVIDER_REQUESTS), partition);
      window.tidy(System.nanoTime(), consumer.currentLag(requests).orElse(1) == 0);
      int open = window.size();
      if (!taking || open > settings.windowPerPartition()) {
        consumer.pause(List.of(requests));
      } else if (open < settings.windowPerPartition() / 2) {
        consumer.resume(List.of(requests));
      }
    }
  }

  private void measure() {
    LongSummaryStatistics open =
        windows.values().stream()
            .flatMap(window -> window.open().stream())
            .mapToLong(entry -> System.nanoTime() - entry.getValue().firstSeenNanos())
            .summaryStatistics();
    meters.open((int) open.getCount(), System.nanoTime() - Math.max(0, open.getMax()));
  }

  private void act(PartitionWindow window, Attempt.Id id, Attempt attempt) {
    Optional<Attempt.Claim> claim = attempt.claim();
    boolean claimLost = claim.isEmpty() && claimedLongAgo(id);
    if ((attempt.acting() && !claimLost) || inFlight.contains(id)) {
      return;
    }
    if (claim.isEmpty()) {
      if (window.mayHaveLostResults(attempt)) {
        attempt.act();
        // It may have been sent right after it was requested: a replay's window counts from there.
        Instant requestedAt = attempt.request().orElseThrow().getCreatedAt();
        end(id, attempt, unknown(id, "results_lost", requestedAt, owner));
      } else if (taking) {
        claim(id, attempt);
      }
    } else if (claim.get().event().getOwner().equals(owner)) {
      attempt.act();
      own(id, attempt);
    } else if (System.nanoTime() - claim.get().seenAtNanos()
        > claim.get().allowed().plus(UNKNOWN_MARGIN).toNanos()) {
      attempt.act();
      CallStarted event = claim.get().event();
      end(id, attempt, unknown(id, "owner_lost", event.getSentAt(), event.getOwner()));
    }
  }

  /** A claim that was written would have been read back by now: writing it failed. */
  private boolean claimedLongAgo(Attempt.Id id) {
    return Optional.ofNullable(ownClaims.get(id))
        .filter(claim -> claim.age().compareTo(CLAIM_AGAIN_AFTER) > 0)
        .isPresent();
  }

  private void claim(Attempt.Id id, Attempt attempt) {
    attempt.act();
    meters.claimed();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ownClaims.put(id, new SendBy(now, System.nanoTime(), settings.startLimit(), clock));
    publisher.claim(
        id.key(),
        new CallStarted(id.attemptId(), owner, now, now.plus(settings.claimLifetime())),
        attempt.context());
  }

  /** The log says that the attempt is ours. */
  private void own(Attempt.Id id, Attempt attempt) {
    ProviderRequest request = attempt.request().orElseThrow();
    // A claim that was made again may be read back after an older one: that one is too old.
    Instant claimedAt = attempt.claim().orElseThrow().event().getSentAt();
    Optional<SendBy> sendBy =
        Optional.ofNullable(ownClaims.remove(id))
            .filter(claim -> claim.claimedAt().equals(claimedAt))
            .filter(claim -> !claim.hasPassed());
    Instant now = clock.instant();
    traces.claimed(attempt.context(), id, claimedAt, now);
    if (!taking) {
      end(id, attempt, notSent(id, "shutting_down", now));
    } else if (sendBy.isEmpty()) {
      end(id, attempt, notSent(id, "claim_too_old", now));
    } else if (now.isAfter(request.getNotAfter())) {
      end(id, attempt, notSent(id, "not_after_passed", now));
    } else {
      call(id, attempt.context(), request, sendBy.get());
    }
  }

  private void call(Attempt.Id id, Context context, ProviderRequest request, SendBy sendBy) {
    Instant sentAt = clock.instant();
    Span span = traces.call(context, id, request);
    Context during = context.with(span);
    inFlight.add(id);
    TraceScope.call(during, () -> calls.make(id.key(), request, sendBy))
        .onSuccess(
            done -> {
              traces.ended(span, done);
              TraceScope.run(during, () -> called(id, request, done));
              publish(
                  id, results.of(id.key(), id.attemptId(), done, sentAt, clock.instant()), during);
            });
  }

  private static void called(Attempt.Id id, ProviderRequest request, CallOutcome outcome) {
    log.atDebug()
        .addKeyValue("attempt", id.attemptId())
        .addKeyValue("call", request.getCall())
        .addKeyValue("provider", request.getEndpointOrigin())
        .addKeyValue("result", CallTraces.kind(outcome))
        .log("a provider was called");
  }

  private void end(Attempt.Id id, Attempt attempt, SpecificRecord result) {
    inFlight.add(id);
    publish(id, result, attempt.context());
  }

  private void publish(Attempt.Id id, SpecificRecord result, Context context) {
    Span sending = traces.sending(context);
    publisher.result(
        id.key(),
        result,
        context.with(sending),
        written -> {
          sending.end();
          inFlight.done(id, written);
        });
  }

  private CallNotSent notSent(Attempt.Id id, String reason, Instant now) {
    meters.notSent(reason);
    return new CallNotSent(id.attemptId(), reason, null, now);
  }

  private CallUnknown unknown(Attempt.Id id, String reason, Instant sentAt, String claimant) {
    meters.unknown(reason);
    return new CallUnknown(id.attemptId(), claimant, sentAt, clock.instant(), reason);
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    windows.forEach(
        (partition, window) -> {
          if (window.takeOverComplete()) {
            offsets.put(
                new TopicPartition(topics.name(Topic.PROVIDER_REQUESTS), partition),
                new OffsetAndMetadata(window.requestsToCommit()));
            offsets.put(
                new TopicPartition(topics.name(Topic.PROVIDER_RESULTS), partition),
                new OffsetAndMetadata(window.resultsToCommit()));
          }
        });
    return offsets;
  }

  /** Take-over and hand-over of partitions. Calls that are out go on: their claim is in the log. */
  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit();
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> windows.remove(partition.partition()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      TakeOver takeOver = new TakeOver(consumer, topics);
      takeOver.of(partitions).forEach(windows::put);
      log.atInfo().addKeyValue("partitions", windows.size()).log("provider caller owns partitions");
    }
  }
}
