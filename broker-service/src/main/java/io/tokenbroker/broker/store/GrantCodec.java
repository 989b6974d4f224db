// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Credential.Absent;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Credential.Revoked;
import io.tokenbroker.broker.lifecycle.Ending;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Revocation;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.lifecycle.UnknownAttempt;
import io.tokenbroker.broker.store.state.AuthorizationState;
import io.tokenbroker.broker.store.state.CallSlotState;
import io.tokenbroker.broker.store.state.CredentialKind;
import io.tokenbroker.broker.store.state.CredentialState;
import io.tokenbroker.broker.store.state.GrantState;
import io.tokenbroker.broker.store.state.OutcomeState;
import io.tokenbroker.broker.store.state.RevocationState;
import io.tokenbroker.broker.store.state.StartedState;
import io.tokenbroker.broker.store.state.TokensState;
import io.tokenbroker.broker.store.state.TroubleState;
import io.tokenbroker.broker.store.state.UnknownCallState;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A grant to bytes and back. The bytes hold its secrets in clear: they go into the sealer and
 * nowhere else. Thread-safe.
 */
public final class GrantCodec {
  private final AvroBinary<GrantState> binary =
      new AvroBinary<>(
          GrantCodec.class,
          GrantState.getClassSchema(),
          4,
          List.of(
              GrantState.class,
              CredentialState.class,
              TokensState.class,
              CallSlotState.class,
              TroubleState.class,
              AuthorizationState.class,
              StartedState.class,
              OutcomeState.class,
              RevocationState.class,
              UnknownCallState.class));

  public byte[] encode(Grant grant) {
    return binary.encode(
        new GrantState(
            grant.lastGeneration(),
            grant.version().generation(),
            grant.version().sequence(),
            state(grant.credential()),
            grant.authorizations().stream().map(AuthorizationCodec::state).toList(),
            grant.revocations().stream().map(GrantCodec::state).toList(),
            List.of(),
            grant.attempts(),
            grant.republishedAt().orElse(null),
            grant.unknownAttempts().stream().map(GrantCodec::state).toList()));
  }

  public Grant decode(byte[] bytes) {
    GrantState state = binary.decode(bytes);
    return new Grant(
        state.getLastGeneration(),
        new TokenVersion(state.getGeneration(), state.getSequence()),
        credential(state.getCredential()),
        state.getAuthorizations().stream().map(AuthorizationCodec::authorization).toList(),
        state.getRevocations().stream().map(GrantCodec::revocation).toList(),
        unknownAttempts(state),
        state.getAttempts(),
        state.getRepublishedAt());
  }

  private static UnknownCallState state(UnknownAttempt attempt) {
    return new UnknownCallState(
        attempt.attemptId(),
        attempt.requestedAt().orElse(null),
        attempt.refreshToken().map(SlotCodec::text).orElse(null));
  }

  private static List<UnknownAttempt> unknownAttempts(GrantState state) {
    return Stream.concat(
            state.getUnknownCalls().stream()
                .map(
                    call ->
                        new UnknownAttempt(
                            call.getAttemptId(),
                            call.getRequestedAt(),
                            call.getRefreshToken().map(Secret::of))),
            state.getUnknownAttempts().stream()
                .map(id -> new UnknownAttempt(id, Optional.empty(), Optional.empty())))
        .toList();
  }

  private static CredentialState state(Credential credential) {
    CredentialState.Builder state = CredentialState.newBuilder().setKind(CredentialKind.ABSENT);
    if (credential instanceof Active active) {
      state
          .setKind(CredentialKind.ACTIVE)
          .setTokens(TokensCodec.state(active.current()))
          .setRefresh(SlotCodec.state(active.refresh()))
          .setTrouble(SlotCodec.state(active.trouble()))
          .setEndsAt(active.ending().at().orElse(null));
      if (active.ending() instanceof Ending.Foreseen foreseen) {
        state.setAnnounceAt(foreseen.announceAt());
      } else if (active.ending() instanceof Ending.Announced announced) {
        state.setAnnouncedAt(announced.announcedAt());
      }
    } else if (credential instanceof ReauthorizationRequired required) {
      state
          .setKind(CredentialKind.REAUTHORIZATION_REQUIRED)
          .setTokens(TokensCodec.state(required.last()))
          .setReason(required.reason())
          .setSince(required.since());
    } else if (credential instanceof Revoked revoked) {
      state
          .setKind(CredentialKind.REVOKED)
          .setReason(revoked.reason())
          .setSince(revoked.at())
          .setEraseAt(revoked.eraseAt())
          .setConnectorRevision(revoked.connectorRevision())
          .setEndpointOrigin(revoked.endpointOrigin());
    }
    return state.build();
  }

  private static Credential credential(CredentialState state) {
    return switch (state.getKind()) {
      case ABSENT -> new Absent();
      case ACTIVE -> active(state, TokensCodec.tokens(state.getTokens().orElseThrow()));
      case REAUTHORIZATION_REQUIRED ->
          new ReauthorizationRequired(
              TokensCodec.tokens(state.getTokens().orElseThrow()),
              state.getReason().orElseThrow(),
              state.getSince().orElseThrow());
      case REVOKED ->
          new Revoked(
              state.getSince().orElseThrow(),
              state.getReason().orElseThrow(),
              state.getEraseAt().orElseThrow(),
              state.getConnectorRevision().orElseThrow(),
              state.getEndpointOrigin().orElseThrow());
    };
  }

  private static Active active(CredentialState state, Tokens tokens) {
    return new Active(
        tokens,
        SlotCodec.slot(state.getRefresh().orElseThrow()),
        SlotCodec.trouble(state.getTrouble().orElseThrow(), tokens.issuedAt()),
        ending(state));
  }

  private static Ending ending(CredentialState state) {
    if (state.getEndsAt().isEmpty()) {
      return Ending.none();
    }
    return state.getAnnouncedAt().isPresent()
        ? new Ending.Announced(state.getEndsAt().get(), state.getAnnouncedAt().get())
        : new Ending.Foreseen(state.getEndsAt().get(), state.getAnnounceAt().orElseThrow());
  }

  private static RevocationState state(Revocation revocation) {
    return new RevocationState(
        SlotCodec.text(revocation.token()),
        revocation.isRefreshToken(),
        revocation.generation(),
        revocation.subject().orElse(null),
        revocation.connectorRevision(),
        revocation.endpointOrigin(),
        SlotCodec.state(revocation.call()),
        revocation.awaitedRefresh().orElse(null),
        revocation.failures(),
        revocation.giveUpAt());
  }

  private static Revocation revocation(RevocationState state) {
    return new Revocation(
        Secret.of(state.getToken()),
        state.getIsRefreshToken(),
        state.getGeneration(),
        state.getSubject(),
        state.getConnectorRevision(),
        state.getEndpointOrigin(),
        SlotCodec.slot(state.getCall()),
        state.getAwaitedRefresh(),
        state.getFailures(),
        state.getGiveUpAt());
  }
}
