// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.topic.PartitionCounts;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A runner's view of the access tokens that it may use. It reads the compacted token-events topic
 * from its beginning, follows it, and answers from memory: no call here waits for the network,
 * apart from {@link #connect} and {@link #close}. Thread-safe.
 *
 * <p>A token that a resource server rejects is handed back with {@link #reportRejected}; the newer
 * one arrives by itself, or is waited for with {@link #refreshed}. Where a connector refreshes on
 * demand only, {@link #getOrRefresh} asks for a token that is not there.
 */
public final class TokenClient implements AutoCloseable {
  private static final Duration LOOK_AT_TOPICS = Duration.ofSeconds(5);

  private final TokenClientSettings settings;
  private final Clock clock;
  private final ClientCounters counters = new ClientCounters();
  private final TokenView view;
  private final AppliedEvents applied;
  private final ListenerThread listeners;
  private final NewerTokens newerTokens;
  private final RefreshRequests refreshRequests;
  private final TokenEvents events;
  private volatile Optional<TokenEvents> announcedBy = Optional.empty();

  TokenClient(
      TokenClientSettings settings,
      EventCodec codec,
      Function<Consumer<ConsumerRecord<String, byte[]>>, TokenEvents> source,
      RefreshSink sink) {
    this.settings = settings;
    this.clock = settings.clock();
    this.view = new TokenView(codec, settings.filter(), settings.maxTokens(), counters);
    this.applied = new AppliedEvents(Traces.of(settings.telemetry()));
    this.listeners = new ListenerThread(this::statusOf, settings.maxTokens());
    this.newerTokens = new NewerTokens(this::statusOf);
    this.refreshRequests = new RefreshRequests(sink, settings.clientId(), clock, counters);
    this.events = source.apply(this::receive);
    this.announcedBy = Optional.of(events);
  }

  /**
   * Starts to read; {@link #awaitReady} says when all tokens are there.
   *
   * @throws org.apache.kafka.common.KafkaException if a Kafka setting is wrong; a cluster that is
   *     away is no error but a matter of {@link #health}, after a wait of 5 s at most
   * @throws io.tokenbroker.topic.TopicAdminException if the topics have another partition count
   *     than the settings say
   */
  public static TokenClient connect(TokenClientSettings settings) {
    EventCodec codec = new EventCodec(settings.schemaIds());
    PartitionCounts.require(
        settings.kafka(),
        settings.topics(),
        List.of(Topic.TOKEN_EVENTS, Topic.REFRESH_REQUESTS),
        LOOK_AT_TOPICS);
    return new TokenClient(
        settings,
        codec,
        handler ->
            new TokenEvents.OfTopic(
                TopicFollower.of(
                    settings.topics(),
                    Topic.TOKEN_EVENTS,
                    Optional.empty(),
                    settings.kafka(),
                    handler)),
        new KafkaRefreshSink(settings, codec));
  }

  /**
   * Waits until every token that existed at the start is in memory.
   *
   * @return whether that happened in time
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return events.awaitCaughtUp(timeout);
  }

  /**
   * The current access token. Nothing is read but memory, and the answer is the same object until
   * the token changes.
   *
   * @return empty if there is none that can be used: unknown, expired, revoked, or sealed with a
   *     key that this runner lacks; {@link #status} tells which. A grant whose end is only
   *     announced has its token like any other
   */
  public Optional<AccessToken> get(TokenKey key) {
    TokenEntry entry = view.entries().getIfPresent(key);
    return entry == null
        ? Optional.empty()
        : entry.usable(clock.millis(), settings.opener(), counters);
  }

  /**
   * The current access token, or else the next one: if the one that is here has expired, the broker
   * is asked to refresh it, and this waits as {@link #refreshed} does. For connectors that refresh
   * on demand: nobody else refreshes their tokens. Any number of calls for one token make one
   * request in ten seconds, and all of them get its result.
   *
   * @param timeout how long to wait; at most this, then the stage fails with {@link
   *     java.util.concurrent.TimeoutException}: also when the refresh fails, which the broker goes
   *     on to try
   * @return complete already if there is a usable token, else it completes on a thread of the
   *     common pool; fails with {@link TokenUnavailableException} if no refresh can help: the grant
   *     is unknown or revoked, must be authorized again, or its token is sealed with a key that
   *     this runner lacks; and with {@link IllegalStateException} if 10,000 callers wait already or
   *     the client is closed
   */
  public CompletionStage<AccessToken> getOrRefresh(TokenKey key, Duration timeout) {
    TokenStatus status = status(key);
    return status.fold(
        usable -> CompletableFuture.completedFuture(usable.token()),
        expired -> refresh(key, expired.version(), timeout),
        needed ->
            needed
                .stillUsable()
                .map(CompletableFuture::completedFuture)
                .orElseGet(
                    () ->
                        needed.requiredBy().isPresent()
                            ? refresh(key, needed.version(), timeout)
                            : unavailable(key, status)),
        revoked -> unavailable(key, status),
        unknown -> unavailable(key, status));
  }

  /** What is known about a grant, with the reason where there is no usable token. */
  public TokenStatus status(TokenKey key) {
    return view.find(key)
        .map(this::statusOf)
        .orElseGet(() -> new TokenStatus.Unknown(whyUnknown()));
  }

  /**
   * Waits for a token newer than one that was rejected. It only waits: {@link #reportRejected}
   * asks.
   *
   * @param newerThan the version of the rejected token
   * @param timeout how long; at most this, then the stage fails with {@link
   *     java.util.concurrent.TimeoutException}
   * @return completes on a thread of the common pool; fails with {@link TokenUnavailableException}
   *     if the grant is revoked or must be authorized again, and with {@link IllegalStateException}
   *     if 10,000 callers wait already or the client is closed
   */
  public CompletionStage<AccessToken> refreshed(
      TokenKey key, TokenVersion newerThan, Duration timeout) {
    return newerTokens.await(key, newerThan, timeout, view::find);
  }

  /**
   * Says that a resource server did not accept the token (HTTP 401, RFC 6750, 3.1): asks the broker
   * for a newer one, unless it is here already. Any number of calls for one token make one request
   * in ten seconds. Returns at once; the token is still handed out until a newer one arrives.
   */
  public void reportRejected(AccessToken token) {
    Optional<TokenEntry> newer =
        view.find(token.key()).filter(entry -> entry.version().isNewerThan(token.version()));
    if (newer.isEmpty()) {
      refreshRequests.request(token.key(), token.version(), "rejected_by_resource");
      return;
    }
    // An announced end is a newer version with the same token: that one is rejected as well.
    newer
        .map(this::statusOf)
        .flatMap(TokenStatus::usableToken)
        .filter(current -> current.secret().equals(token.secret()))
        .ifPresent(
            same -> refreshRequests.request(same.key(), same.version(), "rejected_by_resource"));
  }

  /** Adds a listener, for the life of the client. */
  public void addListener(TokenListener listener) {
    listeners.add(listener);
  }

  /** How the client is, with the reason. */
  public Health health() {
    Optional<String> trouble = settings.schemaIds().trouble().or(events::trouble);
    if (trouble.isPresent()) {
      return Health.degraded(trouble.get());
    }
    if (!events.isCaughtUp()) {
      return Health.starting("the tokens that exist are being read: " + view.size() + " so far");
    }
    long evictions = counters.evictions();
    return evictions > 0
        ? Health.degraded(
            evictions
                + " tokens did not fit into maxTokens="
                + settings.maxTokens()
                + " and are unknown")
        : Health.ok();
  }

  /** Counts since the start. */
  public TokenClientStats stats() {
    return counters.snapshot(view.size());
  }

  /**
   * Stops reading and releases everything, within about 30 s at worst. Repeating it does nothing.
   */
  @Override
  public void close() {
    events.close();
    newerTokens.close();
    listeners.close();
    refreshRequests.close();
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    boolean isNews = announcedBy.map(TokenEvents::isCaughtUp).orElse(false);
    if (isNews) {
      applied.during(record, () -> apply(record, true));
    } else {
      apply(record, false);
    }
  }

  private void apply(ConsumerRecord<String, byte[]> record, boolean isNews) {
    view.apply(record)
        .ifPresent(
            change -> {
              newerTokens.arrived(change.now());
              if (isNews) {
                listeners.announce(change);
              }
            });
  }

  private CompletableFuture<AccessToken> refresh(
      TokenKey key, TokenVersion expired, Duration timeout) {
    CompletableFuture<AccessToken> next = newerTokens.await(key, expired, timeout, view::find);
    if (!next.isDone()) {
      refreshRequests.request(key, expired, "expired");
    }
    return next;
  }

  private static CompletableFuture<AccessToken> unavailable(TokenKey key, TokenStatus status) {
    return CompletableFuture.failedFuture(new TokenUnavailableException(key, status));
  }

  private TokenStatus statusOf(TokenEntry entry) {
    return entry.status(clock.millis(), settings.opener(), counters);
  }

  private String whyUnknown() {
    return events.isCaughtUp()
        ? "no event of this key in " + settings.topics().name(Topic.TOKEN_EVENTS)
        : "the tokens that exist are still being read";
  }
}
