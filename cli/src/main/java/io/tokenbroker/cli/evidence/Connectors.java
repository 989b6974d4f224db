// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.evidence;

import io.tokenbroker.cli.explain.ConnectorState;
import io.tokenbroker.cli.explain.ConnectorState.Revision;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.EndpointOrigin;
import io.tokenbroker.process.suggestion.Suggestion;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One connector in the connectors topic: its revisions, and whether it was removed. */
final class Connectors implements Consumer<ConsumerRecord<String, byte[]>> {
  private final ConnectorId id;
  private final EventCodec codec;
  private final Map<String, Revision> revisions = new HashMap<>();
  private final Set<String> names = new TreeSet<>();
  private Optional<Instant> removedAt = Optional.empty();

  Connectors(ConnectorId id, EventCodec codec) {
    this.id = id;
    this.codec = codec;
  }

  @Override
  public void accept(ConsumerRecord<String, byte[]> record) {
    String key = String.valueOf(record.key());
    int end = key.lastIndexOf('/');
    String name = end < 0 ? key : key.substring(0, end);
    if (!name.equals(id.toString())) {
      remember(name, record.value() != null);
      return;
    }
    revisions.remove(key);
    if (record.value() == null) {
      removedAt = Optional.of(Instant.ofEpochMilli(record.timestamp()));
      return;
    }
    try {
      if (codec.decode(record.value()) instanceof ConnectorDefined defined) {
        revisions.put(key, revision(defined));
      }
    } catch (MalformedRecordException e) {
      // As if it were not there: nobody can work with it.
      removedAt = Optional.empty();
    }
  }

  ConnectorState state() {
    return new ConnectorState(
        revisions.values().stream().sorted(Comparator.comparingLong(Revision::number)).toList(),
        removedAt.filter(at -> revisions.isEmpty()),
        Suggestion.closest(id.toString(), List.copyOf(names)).stream().toList());
  }

  private void remember(String name, boolean defined) {
    boolean sameTenant = name.startsWith(id.tenant() + "/");
    if (sameTenant && defined) {
      names.add(name);
    } else {
      names.remove(name);
    }
  }

  private static Revision revision(ConnectorDefined defined) {
    return new Revision(
        defined.getRevision(),
        EndpointOrigin.of(defined.getTokenEndpoint()),
        defined.getClientId(),
        defined.getRefreshReplay().name().toLowerCase(Locale.ROOT),
        defined.getGrantType() == GrantType.AUTHORIZATION_CODE,
        defined.getScopes(),
        defined.getDefinedAt(),
        defined.getDefinedBy());
  }
}
