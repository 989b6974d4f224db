// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Decision;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.ScriptRun;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.store.GrantCodec;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationTokens;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The topology beside the core: it is given what the core is given, as its writers would, and must
 * store and write what the core decides.
 */
final class ModelledTopology implements ScriptRun.Observer {
  private static final TokenKey KEY = TopologyBench.KEY;
  private static final Duration TICK = Duration.ofMillis(1);

  private final TopologyBench bench;
  private final InputEvents events;
  private final GrantCodec codec = new GrantCodec();
  private int compared;

  ModelledTopology(TopologyBench bench) {
    this.bench = bench;
    this.events = new InputEvents(KEY, bench.keysets());
  }

  int compared() {
    return compared;
  }

  @Override
  public void before(Input input, ConnectorPolicy policy, Instant now) {
    bench.define(definition(policy));
    Duration passed = Duration.between(bench.now(), now);
    if (passed.compareTo(TICK) >= 0) {
      bench.passes(passed);
    }
    events
        .of(input, now)
        .ifPresentOrElse(
            sent -> bench.sends(sent.topic(), KEY, sent.event()),
            () -> {
              if (input instanceof Input.UnreadableResult) {
                bench.sendsBytes(
                    Topic.PROVIDER_RESULTS, KEY.toString(), Optional.of(new byte[] {9}));
              }
            });
  }

  @Override
  public void after(Decision decision) {
    assertThat(stored()).as("the stored grant").isEqualTo(decision.next());
    Map<Topic, List<String>> expected = new EnumMap<>(Topic.class);
    decision.effects().forEach(effect -> expect(expected, effect));
    for (Topic topic :
        List.of(Topic.PROVIDER_REQUESTS, Topic.TOKEN_EVENTS, Topic.REPLIES, Topic.AUDIT)) {
      assertThat(bench.read(topic).stream().map(this::said).toList())
          .as("what was written to " + topic)
          .isEqualTo(expected.getOrDefault(topic, List.of()));
    }
    compared++;
  }

  private Optional<Grant> stored() {
    return Optional.ofNullable(bench.tokens().get(KEY.toString()))
        .map(
            bytes ->
                codec.decode(
                    bench
                        .keysets()
                        .opener(KeysetName.BROKER)
                        .open(ByteBuffer.wrap(bytes), SealedField.grantState(KEY))));
  }

  private static void expect(Map<Topic, List<String>> expected, Effect effect) {
    if (effect instanceof Effect.CallProvider call) {
      add(expected, Topic.PROVIDER_REQUESTS, call.attemptId() + " until " + call.notAfter());
    } else if (effect instanceof Effect.PublishToken token) {
      add(expected, Topic.TOKEN_EVENTS, "token " + token.version() + kept(token.tokens()));
    } else if (effect instanceof Effect.PublishReauthorizationRequired required) {
      add(
          expected,
          Topic.TOKEN_EVENTS,
          required.reason() + " " + required.version() + kept(required.last()));
    } else if (effect instanceof Effect.PublishRevoked revoked) {
      add(expected, Topic.TOKEN_EVENTS, "revoked " + revoked.version());
    } else if (effect instanceof Effect.Retract) {
      add(expected, Topic.TOKEN_EVENTS, "tombstone");
    } else if (effect instanceof Effect.AnswerAuthorization answer) {
      String outcome =
          answer.outcome() instanceof Outcome.Failed failure ? failure.reason() : "succeeded";
      add(expected, Topic.REPLIES, answer.authorizationId() + " " + outcome);
    } else if (effect instanceof Effect.AnswerAwaitingConfirmation answer) {
      add(
          expected,
          Topic.REPLIES,
          answer.authorizationId()
              + " awaits "
              + answer.confirmationHash()
              + " until "
              + answer.confirmBy());
    } else if (effect instanceof Effect.AnswerPushed answer) {
      add(
          expected,
          Topic.REPLIES,
          answer.authorizationId() + " " + answer.requestUri() + " until " + answer.expiresAt());
    } else if (effect instanceof Effect.AnswerDevice answer) {
      add(
          expected,
          Topic.REPLIES,
          answer.authorizationId() + " " + answer.userCode() + " until " + answer.expiresAt());
    } else if (effect instanceof Effect.AnswerDescription answer) {
      add(expected, Topic.REPLIES, answer.correlationId() + " " + answer.description().state());
    } else if (effect instanceof Effect.AnswerRejected answer) {
      add(expected, Topic.REPLIES, answer.correlationId() + " " + answer.reason());
    } else if (effect instanceof Effect.Audit audit) {
      add(expected, Topic.AUDIT, audit.action() + " by " + audit.actor());
    }
  }

  /** What runners get besides the token. */
  private static String kept(Tokens tokens) {
    return kept(
        tokens.connectorRevision(),
        tokens.attributes(),
        tokens.proofKey().map(key -> key.reveal(SecretAccess.get())));
  }

  private static String kept(
      long revision, Map<String, String> attributes, Optional<String> proofKey) {
    return " of "
        + revision
        + " "
        + new TreeMap<>(attributes)
        + proofKey.map(" "::concat).orElse("");
  }

  private Optional<String> opened(TokenVersion version, Optional<ByteBuffer> sealedProofKey) {
    return sealedProofKey.map(
        bytes ->
            bench
                .keysets()
                .opener(KeysetName.EXECUTORS)
                .openSecret(bytes, SealedField.publishedProofKey(KEY, version))
                .reveal(SecretAccess.get()));
  }

  private static void add(Map<Topic, List<String>> expected, Topic topic, String said) {
    expected.computeIfAbsent(topic, first -> new ArrayList<>()).add(said);
  }

  private String said(TopologyBench.Written written) {
    if (written.value().isEmpty()) {
      return "tombstone";
    }
    SpecificRecord event = bench.decode(written.value().get());
    if (event instanceof ProviderRequest request) {
      return request.getAttemptId() + " until " + request.getNotAfter();
    }
    if (event instanceof TokenRefreshed token) {
      TokenVersion version = new TokenVersion(token.getGeneration(), token.getSequence());
      return "token "
          + version
          + kept(
              token.getConnectorRevision(),
              token.getAttributes(),
              opened(version, token.getSealedProofKey()));
    }
    if (event instanceof ReauthorizationRequired required) {
      TokenVersion version = new TokenVersion(required.getGeneration(), required.getSequence());
      return required.getReason()
          + " "
          + version
          + kept(
              required.getConnectorRevision(),
              required.getAttributes(),
              opened(version, required.getSealedProofKey()));
    }
    if (event instanceof TokenRevoked revoked) {
      return "revoked " + new TokenVersion(revoked.getGeneration(), revoked.getSequence());
    }
    if (event instanceof AuditRecord audit) {
      return audit.getAction() + " by " + audit.getActor();
    }
    return written.key() + " " + replied(event);
  }

  private static String replied(SpecificRecord reply) {
    if (reply instanceof AuthorizationFailed failed) {
      return failed.getReason();
    }
    if (reply instanceof AuthorizationSucceeded) {
      return "succeeded";
    }
    if (reply instanceof AuthorizationAwaitingConfirmation awaiting) {
      return "awaits " + awaiting.getConfirmationCodeHash() + " until " + awaiting.getConfirmBy();
    }
    if (reply instanceof AuthorizationRequestPushed pushed) {
      return pushed.getRequestUri() + " until " + pushed.getExpiresAt();
    }
    if (reply instanceof DeviceAuthorizationStarted device) {
      return device.getUserCode() + " until " + device.getExpiresAt();
    }
    return reply instanceof GrantDescribed described
        ? described.getState()
        : ((CommandRejected) reply).getReason();
  }

  /** The connector that has these rules. */
  private static ConnectorDefined definition(ConnectorPolicy policy) {
    String base = policy.endpointOrigin().orElseThrow();
    ConnectorDefined.Builder connector =
        SampleConnectors.connector(Optional.empty())
            .setTokenEndpoint(base + "/token")
            .setRevocationEndpoint(policy.revocation().possible() ? base + "/revoke" : null)
            .setGrantType(GrantType.valueOf(policy.grantType().name()))
            .setAccountChangeAllowed(policy.accountChangeAllowed())
            .setDefaultLifetimeSeconds(seconds(policy.lifetimes().accessToken()))
            .setRefreshTokenLifetimeSeconds(seconds(policy.lifetimes().refreshToken()))
            .setGrantLifetimeSeconds(seconds(policy.lifetimes().grant()))
            .setReauthorizationNoticeSeconds(seconds(policy.lifetimes().notice()))
            .setRefreshPolicy(
                policy.refresh().onDemand() ? RefreshPolicy.ON_DEMAND : RefreshPolicy.PROACTIVE)
            .setRefreshMarginSeconds(seconds(policy.refresh().margin()))
            .setEarlyRefreshRefused(policy.refresh().earlyRefused())
            .setRevocationScope(
                policy.revocation().wholeGrant() ? RevocationScope.GRANT : RevocationScope.TOKEN)
            .setRevocationTokens(RevocationTokens.valueOf(policy.revocation().tokens().name()))
            .setBinding(Binding.valueOf(policy.binding().name()));
    RefreshReplay replay = policy.refresh().replay();
    connector.setRefreshReplay(
        replay instanceof RefreshReplay.Safe
            ? io.tokenbroker.event.RefreshReplay.SAFE
            : replay instanceof RefreshReplay.Never
                ? io.tokenbroker.event.RefreshReplay.NEVER
                : io.tokenbroker.event.RefreshReplay.GRACE);
    connector.setRefreshReplayGraceSeconds(
        replay instanceof RefreshReplay.Grace grace ? grace.window().toSeconds() : null);
    ConnectorDefined defined = connector.build();
    Connectors connectors = new Connectors();
    connectors.put(defined);
    assertThat(connectors.policy(KEY.connectorId())).isEqualTo(policy);
    return defined;
  }

  private static @Nullable Long seconds(Optional<Duration> duration) {
    return duration.map(Duration::toSeconds).orElse(null);
  }
}
