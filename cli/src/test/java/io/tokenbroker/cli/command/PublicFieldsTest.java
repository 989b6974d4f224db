// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.ApiKeyDefined;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class PublicFieldsTest {
  @Test
  void aTokenEventShowsAllButWhatIsSealed() {
    Map<String, Object> shown =
        PublicFields.of(
            TokenRefreshed.newBuilder()
                .setGeneration(1)
                .setSequence(2)
                .setConnectorRevision(3)
                .setSealedAccessToken(ByteBuffer.wrap("SEALED".getBytes(StandardCharsets.US_ASCII)))
                .setTokenType("Bearer")
                .setScopes(List.of("repo"))
                .setIssuedAt(Instant.EPOCH)
                .setExpiresAt(Instant.EPOCH)
                .build());

    assertThat(shown)
        .containsEntry("sequence", 2L)
        .containsEntry("scopes", List.of("repo"))
        .doesNotContainKey("sealedAccessToken");
  }

  @Test
  void whatLetsSomebodyInElsewhereIsNotShown() {
    assertThat(
            PublicFields.of(
                new DeviceAuthorizationStarted(
                    "id",
                    "a/b/shared/default",
                    "WDJB-MJHT",
                    "https://p.example",
                    null,
                    Instant.EPOCH)))
        .containsKey("verificationUri")
        .doesNotContainKey("userCode");
  }

  @Test
  void ofAnApiKeyNotEvenTheHashIsShown() {
    for (Schema.Field field : SpecificData.get().getSchema(ApiKeyDefined.class).getFields()) {
      if (field.name().toLowerCase(Locale.ROOT).contains("sha256")) {
        assertThat(PublicFields.isPublic(field.name())).as(field.name()).isFalse();
      }
    }
  }

  @Test
  void everyFieldOfBytesIsCalledSealed() {
    for (Topic topic : Topic.values()) {
      for (var type : topic.eventTypes()) {
        for (Schema.Field field : SpecificData.get().getSchema(type).getFields()) {
          String name = field.name();
          boolean bytes = field.schema().toString().contains("\"bytes\"");
          assertThat(bytes && !name.startsWith("sealed")).as(type + " " + name).isFalse();
        }
      }
    }
  }
}
