// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.connector.SecretReference.SecretForm;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which connectors get a new revision. Pure apart from reading secrets of those that do,
 * and certificates: nothing is written here.
 */
final class ConnectorPlan {
  private final Sealer sealer;
  private final Map<String, String> environment;
  private final Clock clock;
  private final String definedBy;
  private final Definition definition;

  ConnectorPlan(Sealer sealer, Map<String, String> environment, Clock clock, String definedBy) {
    this.sealer = sealer;
    this.environment = environment;
    this.clock = clock;
    this.definedBy = definedBy;
    this.definition = new Definition(environment);
  }

  /**
   * Compares what is wanted with what there is.
   *
   * @param wanted complete connectors: no endpoint is missing
   */
  List<ConnectorChange> changes(
      List<ConnectorSpec> wanted, ConnectorCatalog catalog, boolean renewSecrets) {
    List<ConnectorChange> changes = new ArrayList<>();
    for (ConnectorSpec spec : wanted) {
      Optional<ConnectorDefined> current = Optional.ofNullable(catalog.current().get(spec.id()));
      boolean renewal = renewSecrets && spec.client().hasSecrets();
      if (current.filter(defined -> !renewal && isSame(spec, defined)).isPresent()) {
        changes.add(
            new ConnectorChange.Unchanged(
                spec.id(), current.map(ConnectorDefined::getRevision).orElse(0L)));
      } else {
        changes.add(revision(spec, current));
      }
    }
    return changes;
  }

  private ConnectorChange revision(ConnectorSpec spec, Optional<ConnectorDefined> current) {
    long revision = current.map(ConnectorDefined::getRevision).orElse(0L) + 1;
    ConnectorDefined defined = definition(spec, revision);
    return current.isPresent()
        ? new ConnectorChange.Changed(spec.id(), revision, defined)
        : new ConnectorChange.Created(spec.id(), revision, defined);
  }

  /** The secrets themselves can't be compared: they are sealed, for the broker alone. */
  private boolean isSame(ConnectorSpec spec, ConnectorDefined current) {
    ConnectorDefined asCurrent =
        definition
            .of(spec, current.getRevision())
            .setSealedClientSecret(current.getSealedClientSecret().orElse(null))
            .setSealedAlternateClientSecret(current.getSealedAlternateClientSecret().orElse(null))
            .setSealedClientKey(current.getSealedClientKey().orElse(null))
            .setDefinedAt(current.getDefinedAt())
            .setDefinedBy(current.getDefinedBy())
            .build();
    Client client = spec.client();
    return asCurrent.equals(current)
        && secret(client, 0).isPresent() == current.getSealedClientSecret().isPresent()
        && secret(client, 1).isPresent() == current.getSealedAlternateClientSecret().isPresent()
        && client.key().isPresent() == current.getSealedClientKey().isPresent();
  }

  private ConnectorDefined definition(ConnectorSpec spec, long revision) {
    ConnectorId id = spec.id();
    Client client = spec.client();
    Optional<String> algorithm = spec.provider().authentication().assertionAlgorithm();
    SecretForm secret = new ClientSecretForm(spec.authMethod(), algorithm);
    SecretForm key = new ClientKeyForm(spec.authMethod(), algorithm);
    return definition
        .of(spec, revision)
        .setSealedClientSecret(
            sealed(secret(client, 0), secret, SealedField.clientSecret(id, revision)).orElse(null))
        .setSealedAlternateClientSecret(
            sealed(secret(client, 1), secret, SealedField.alternateClientSecret(id, revision))
                .orElse(null))
        .setSealedClientKey(
            sealed(client.key(), key, SealedField.clientKey(id, revision)).orElse(null))
        .setDefinedAt(clock.instant())
        .setDefinedBy(definedBy)
        .build();
  }

  private static Optional<SecretReference> secret(Client client, int index) {
    return client.secrets().stream().skip(index).findFirst();
  }

  private Optional<ByteBuffer> sealed(
      Optional<SecretReference> reference, SecretForm form, AssociatedData boundTo) {
    return reference.map(secret -> sealer.seal(secret.resolve(environment, form), boundTo));
  }
}
