// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class FingerprintSchemaIdsTest {
  private static final Map<String, Integer> GOLDEN =
      Map.ofEntries(
          Map.entry("ApiKeyDefined", 235742438),
          Map.entry("AuditRecord", 1502193261),
          Map.entry("AuthorizationAwaitingConfirmation", 1868716771),
          Map.entry("AuthorizationCodeReceived", 672881446),
          Map.entry("AuthorizationFailed", 1241689564),
          Map.entry("AuthorizationRejected", 1907358658),
          Map.entry("AuthorizationRequestPushed", 1694543167),
          Map.entry("AuthorizationStarted", 381387964),
          Map.entry("AuthorizationSucceeded", 1090755337),
          Map.entry("CallFailed", 1288389542),
          Map.entry("CallNotSent", 656009598),
          Map.entry("CallStarted", 941862880),
          Map.entry("CallSucceeded", 1045390835),
          Map.entry("CallUnknown", 1119178290),
          Map.entry("CommandRejected", 289371562),
          Map.entry("ConfirmAuthorization", 38786062),
          Map.entry("ConnectorDefined", 2064164316),
          Map.entry("DescribeGrant", 1649688094),
          Map.entry("DeviceAuthorizationStarted", 282633806),
          Map.entry("GrantDescribed", 1093792521),
          Map.entry("HomeAdopted", 912227338),
          Map.entry("ImportToken", 773168498),
          Map.entry("MigrateGrant", 1108764849),
          Map.entry("ObtainToken", 940840661),
          Map.entry("ProviderCallsPaused", 273658434),
          Map.entry("ProviderRequest", 673236220),
          Map.entry("ReauthorizationRequired", 653756137),
          Map.entry("RefreshToken", 879980383),
          Map.entry("RevokeToken", 146565222),
          Map.entry("TokenRefreshed", 898153988),
          Map.entry("TokenRevoked", 1147494646));

  private final FingerprintSchemaIds ids = new FingerprintSchemaIds();

  /**
   * A record in the field names these ids. When one changes here, the schema's former form has to
   * be kept (FormerSchemas): records that carry its id must stay readable.
   */
  @Test
  void theIdsAreThoseOfTheGoldenList() {
    assertThat(
            SampleEvents.schemas()
                .collect(Collectors.toMap(Schema::getName, schema -> ids.idOf("any", schema))))
        .isEqualTo(GOLDEN);
  }

  @Test
  void everyIdLeadsBackToItsSchema() {
    assertThat(SampleEvents.schemas())
        .hasSize(GOLDEN.size())
        .allSatisfy(schema -> assertThat(ids.schemaOf(ids.idOf("any", schema))).isEqualTo(schema));
  }

  @Test
  void idsAreNotNegativeAndTheSameForEveryTopic() {
    assertThat(SampleEvents.schemas())
        .allSatisfy(
            schema -> {
              assertThat(ids.idOf("a", schema)).isNotNegative();
              assertThat(ids.idOf("a", schema)).isEqualTo(ids.idOf("b", schema));
            });
  }
}
