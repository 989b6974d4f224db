// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventLineTest {
  private static final Instant NOW = Instant.parse("2024-05-06T07:08:09Z");
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());

  @Test
  void everyKindOfEventIsTold() {
    assertThat(
            line(
                TokenRefreshed.newBuilder()
                    .setGeneration(5)
                    .setSequence(6)
                    .setConnectorRevision(1)
                    .setSealedAccessToken(
                        ByteBuffer.wrap("SEALED".getBytes(StandardCharsets.UTF_8)))
                    .setTokenType("Bearer")
                    .setIssuedAt(NOW)
                    .setExpiresAt(NOW)
                    .build()))
        .containsEntry("key", "a/b/shared/default")
        .containsEntry("type", "TokenRefreshed")
        .containsEntry("version", "5.6")
        .containsEntry("expires", "expires 2024-05-06T07:08:09Z")
        .doesNotContainValue("SEALED");
    assertThat(
            line(
                TokenRevoked.newBuilder()
                    .setGeneration(5)
                    .setSequence(7)
                    .setReason("operator")
                    .setRevokedAt(NOW)
                    .build()))
        .containsEntry("type", "TokenRevoked")
        .containsEntry("reason", "operator");
    assertThat(
            line(
                ReauthorizationRequired.newBuilder()
                    .setGeneration(5)
                    .setSequence(7)
                    .setConnectorRevision(1)
                    .setReason("invalid_grant")
                    .setSince(NOW)
                    .build()))
        .containsEntry("reason", "invalid_grant");
    assertThat(
            line(
                AuditRecord.newBuilder()
                    .setAt(NOW)
                    .setAction("grant_revoked")
                    .setActor("operator:ann")
                    .setGeneration(5)
                    .setSequence(7)
                    .build()))
        .containsEntry("action", "grant_revoked")
        .containsEntry("actor", "operator:ann");
  }

  @Test
  void aTombstoneAndAnUnreadableRecordAreLinesToo() {
    assertThat(EventLine.of(record(null), codec)).containsEntry("type", "tombstone");
    assertThat(EventLine.of(record(new byte[] {9}), codec))
        .containsEntry("type", "unreadable")
        .containsKey("error");
  }

  private Map<String, String> line(SpecificRecord event) {
    return EventLine.of(record(codec.encode("t", event)), codec);
  }

  private static ConsumerRecord<String, byte[]> record(byte @Nullable [] value) {
    return new ConsumerRecord<>("t", 0, 0, "a/b/shared/default", value);
  }
}
