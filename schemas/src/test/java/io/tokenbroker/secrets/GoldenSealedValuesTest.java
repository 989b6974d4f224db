// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values that were sealed once, with the keysets beside them. They must stay readable for ever: a
 * change that breaks this test makes data in the field unreadable. The secrets are made up.
 */
class GoldenSealedValuesTest {
  private static final TokenKey KEY = TokenKey.personal("acme", "git hub", "ann@example.com");
  private static final ConnectorId CONNECTOR = new ConnectorId("acme", "git hub");
  private static final String AUTHORIZATION = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  static Stream<Arguments> values() {
    TokenVersion version = new TokenVersion(1_700_000_000_000L, 3);
    return Stream.of(
        Arguments.of("publishedAccessToken", SealedField.publishedAccessToken(KEY, version)),
        Arguments.of("grantState", SealedField.grantState(KEY)),
        Arguments.of("providerRequest", SealedField.providerRequest(KEY, "attempt-1")),
        Arguments.of("providerResponse", SealedField.providerResponse(KEY, "attempt-1")),
        Arguments.of("gateway", new AssociatedData("Cookie", "", "flow", "")),
        Arguments.of("clientSecret", SealedField.clientSecret(CONNECTOR, 2)),
        Arguments.of("codeVerifier", SealedField.codeVerifier(KEY, AUTHORIZATION)),
        Arguments.of("authorizationCode", SealedField.authorizationCode(KEY, AUTHORIZATION)),
        Arguments.of(
            "authorizationCodeWithDataKey", SealedField.authorizationCode(KEY, AUTHORIZATION)),
        Arguments.of("confirmationCode", SealedField.confirmationCode(KEY, AUTHORIZATION)),
        Arguments.of("importedAccessToken", SealedField.importedAccessToken(KEY, "c-1")),
        Arguments.of("importedRefreshToken", SealedField.importedRefreshToken(KEY, "c-1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void theGoldenValueStillOpens(String name, AssociatedData data) throws Exception {
    ByteBuffer sealed = sealedValue(name);

    assertThat(opener(name).openSecret(sealed, data)).isEqualTo(Secret.of("golden " + name));
    assertThatExceptionOfType(CannotOpenException.class)
        .isThrownBy(() -> opener(name).open(sealed, new AssociatedData("x", "x", "x", "x")));
  }

  private static Opener opener(String name) throws URISyntaxException {
    KeysetFolder keysets =
        new KeysetFolder(
            golden("keysets"), KeyEncryptionKey.fromFile(golden("keysets").resolve("kek")));
    return switch (name) {
      case "publishedAccessToken" -> keysets.opener(KeysetName.EXECUTORS);
      case "grantState", "providerRequest", "providerResponse" -> keysets.opener(KeysetName.BROKER);
      case "gateway" -> keysets.opener(KeysetName.GATEWAY);
      default -> keysets.brokerInboxOpener();
    };
  }

  private static ByteBuffer sealedValue(String name) throws IOException, URISyntaxException {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(golden("sealed-values.properties"))) {
      values.load(reader);
    }
    String base64 = Optional.ofNullable(values.getProperty(name)).orElseThrow();
    return ByteBuffer.wrap(Base64.getDecoder().decode(base64));
  }

  private static Path golden(String name) throws URISyntaxException {
    URL url =
        Optional.ofNullable(GoldenSealedValuesTest.class.getResource("/golden/" + name))
            .orElseThrow();
    return Path.of(url.toURI());
  }
}
