// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.yaml.FaultyFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileFileTest {
  private static final String HEADER =
      """
      provider: zendesk
      title: Zendesk
      documentation: [https://zendesk.example/docs]
      verification: reported
      notes: Errors are odd.
      """;

  private static final String PROFILE =
      HEADER
          + """
          variables:
            subdomain: { description: The part before .zendesk.com, pattern: "[a-z0-9-]+", example: acme }
          authorizationEndpoint: https://{subdomain}.zendesk.com/oauth/authorizations/new
          tokenEndpoint: https://{subdomain}.zendesk.com/oauth/tokens
          """;

  @Test
  void aProfileIsRead() {
    Profile profile = ProfileFile.read("zendesk.yaml", PROFILE);

    assertThat(profile.name()).isEqualTo("zendesk");
    assertThat(profile.documentation()).containsExactly("https://zendesk.example/docs");
    assertThat(profile.verification()).isEqualTo(Verification.REPORTED);
    assertThat(profile.notes()).contains("Errors are odd.");
    assertThat(profile.variables()).containsOnlyKeys("subdomain");
    assertThat(ProviderKeys.read(profile.keysWithExamples()).endpoints().token())
        .hasToString("Optional[https://acme.zendesk.com/oauth/tokens]");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("provider: Zendesk", PROFILE.replace("provider: zendesk\n", ""), "lower case"),
        Arguments.of("", PROFILE.replace("title: Zendesk\n", ""), "title: is missing"),
        Arguments.of("", PROFILE.replace("reported", "guessed"), "has to be one of configured"),
        Arguments.of("", PROFILE.replace("reported", "unverifed"), "did you mean unverified?"),
        Arguments.of(
            "", PROFILE.replace("[https://zendesk.example/docs]", "[]"), "at least one URL"),
        Arguments.of("clientId: a", PROFILE, "clientId: unknown key"),
        Arguments.of("tokenEndpont: a", PROFILE, "did you mean tokenEndpoint?"),
        Arguments.of(
            "revocationEndpoint: https://{subdomian}.zendesk.com/r",
            PROFILE,
            "unknown variable {subdomian}; did you mean subdomain?"),
        Arguments.of("", PROFILE.replace("example: acme", "example: A"), "not of the pattern"),
        Arguments.of("", PROFILE.replace(", example: acme", ""), "example: is missing"),
        Arguments.of("", PROFILE.replace("[a-z0-9-]+", "["), "is no regular expression"),
        Arguments.of("", PROFILE.replace("[a-z0-9-]+", "a".repeat(257)), "at most 256"),
        // Without an end to its steps this would run for years.
        Arguments.of(
            "",
            PROFILE
                .replace("[a-z0-9-]+", "(a+)+b")
                .replace("example: acme", "example: " + "a".repeat(200)),
            "not of the pattern"),
        Arguments.of("", PROFILE.replace("{subdomain}", "www"), "subdomain: is used in no URL"),
        Arguments.of("", HEADER, "authorizationEndpoint: is missing"),
        Arguments.of("refreshReplay: grace", PROFILE, "refreshReplayGrace: is missing"));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("faults")
  void aFaultIsRefusedWithFileLineAndKey(String line, String profile, String message) {
    assertThatExceptionOfType(FaultyFileException.class)
        .isThrownBy(() -> ProfileFile.read("zendesk.yaml", profile + line + "\n"))
        .withMessageContaining(message)
        .withMessageMatching("zendesk\\.yaml:\\d+: .*");
  }

  @Test
  void aFileThatIsNotThereIsRefused(@TempDir Path folder) {
    assertThatExceptionOfType(FaultyFileException.class)
        .isThrownBy(() -> ProfileFile.read(folder.resolve("no.yaml")))
        .withMessageContaining("no.yaml: could not be read");
  }
}
