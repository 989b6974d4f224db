// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * A topic that holds records about grants.
 *
 * @param topic its full name
 * @param kind what its records are
 * @param sealedSecrets whether values may hold secrets, sealed
 */
public record GrantLog(String topic, Kind kind, boolean sealedSecrets) {
  private static final String SEALED = "sealed";

  /** The events that have no sealed field. */
  private static final Set<String> WITHOUT_SECRETS =
      Arrays.stream(Topic.values())
          .flatMap(topic -> topic.eventTypes().stream())
          .map(SpecificData.get()::getSchema)
          .filter(
              schema ->
                  schema.getFields().stream().noneMatch(field -> field.name().startsWith(SEALED)))
          .map(Schema::getFullName)
          .collect(Collectors.toUnmodifiableSet());

  /** What a log's records are. */
  public enum Kind {
    /** The last record of a key counts: a value says that the grant is there. */
    STATE(0),
    /** As STATE, but the token key stands after eight bytes of time. */
    DUE_STATE(Long.BYTES),
    /** Each record is for itself, until its time is over. */
    MESSAGES(0);

    private final int keyStart;

    Kind(int keyStart) {
      this.keyStart = keyStart;
    }

    /** Whether the last record of a key counts. */
    public boolean isState() {
      return this != MESSAGES;
    }
  }

  /**
   * Whether a record may hold secrets.
   *
   * @param type its event's name, where that is known
   */
  public boolean mayHoldSecrets(Optional<String> type) {
    return sealedSecrets && type.filter(WITHOUT_SECRETS::contains).isEmpty();
  }

  /** The grant that a record's key names; empty for a key of something else. */
  public Optional<TokenKey> grant(ByteBuffer key) {
    if (key.remaining() <= kind.keyStart) {
      return Optional.empty();
    }
    ByteBuffer text = key.duplicate().position(key.position() + kind.keyStart);
    try {
      return Optional.of(TokenKey.parse(StandardCharsets.UTF_8.decode(text).toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
