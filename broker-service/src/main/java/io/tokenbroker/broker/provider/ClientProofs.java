// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenbroker.broker.provider.request.ClientAuthentication;
import io.tokenbroker.broker.provider.request.ClientMethod;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Opens the secrets and keys of connectors, once for each revision, and remembers which secret the
 * provider did not refuse. Thread-safe.
 */
final class ClientProofs {
  private static final int MAX_CACHED = 10_000;

  private final Opener inbox;
  private final Cache<RevisionOf, Proofs> opened =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).build();

  private record RevisionOf(ConnectorId connector, long revision) {}

  /**
   * The ways in which a client can prove who it is.
   *
   * @param inOrder as the connector has them
   * @param next which one is tried first
   */
  record Proofs(List<ClientAuthentication> inOrder, AtomicInteger next) {
    /** Which is to be tried first. */
    int first() {
      return next.get();
    }

    /** What is there to try if this one is refused. */
    int other(int refused) {
      return (refused + 1) % inOrder.size();
    }

    /** The provider refuses it: the next call begins with the other one. */
    void refused(int refused) {
      next.compareAndSet(refused, other(refused));
    }

    boolean hasOther() {
      return inOrder.size() > 1;
    }
  }

  ClientProofs(Opener inbox) {
    this.inbox = inbox;
  }

  /**
   * A revision's proofs.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if a secret does not open
   * @throws IllegalArgumentException if the connector's secrets, key and method don't make a proof
   */
  Proofs of(ConnectorId id, ConnectorDefined connector) {
    return opened.get(new RevisionOf(id, connector.getRevision()), missing -> open(id, connector));
  }

  private Proofs open(ConnectorId id, ConnectorDefined connector) {
    long revision = connector.getRevision();
    Optional<Secret> first =
        connector
            .getSealedClientSecret()
            .map(stored -> inbox.openSecret(stored, SealedField.clientSecret(id, revision)));
    Optional<Secret> second =
        connector
            .getSealedAlternateClientSecret()
            .map(
                stored ->
                    inbox.openSecret(stored, SealedField.alternateClientSecret(id, revision)));
    Optional<Secret> key =
        connector
            .getSealedClientKey()
            .map(stored -> inbox.openSecret(stored, SealedField.clientKey(id, revision)));
    List<Secret> secrets = Stream.of(first, second).flatMap(Optional::stream).toList();
    return new Proofs(ClientMethod.of(connector, secrets, key), new AtomicInteger());
  }
}
