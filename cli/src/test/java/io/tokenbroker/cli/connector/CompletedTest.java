// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.connector.ProviderMetadata.Supported;
import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.AuthorizationRequests;
import io.tokenbroker.cli.provider.ClientAuthentication;
import io.tokenbroker.cli.provider.ProfileName;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.ProviderEndpoints.PushedRequests;
import io.tokenbroker.cli.provider.Requests;
import io.tokenbroker.cli.provider.Verification;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletedTest {
  private static final String ISSUER = "https://id.example.com";
  private static final URI PAR = URI.create("https://id.example.com/par");
  private static final SecretReference SECRET = new SecretReference.Given(Secret.of("s"));

  @Test
  void endpointsAreTheMetadatasWhereTheConnectorNamesNone() {
    Completed completed = Completed.with(metadata(nothing(), false, false), spec(provider()));

    ProviderEndpoints endpoints = completed.spec().provider().endpoints();
    assertThat(endpoints.token()).contains(URI.create("https://id.example.com/token"));
    assertThat(endpoints.authorization()).contains(URI.create("https://id.example.com/authorize"));
    assertThat(endpoints.deviceAuthorization())
        .contains(URI.create("https://id.example.com/device"));
    assertThat(completed.spec().provider().revocation().endpoint())
        .contains("https://id.example.com/revoke");
    assertThat(endpoints.issuer()).as("it does not name itself in redirects").isEmpty();
    assertThat(endpoints.pushedAuthorizationRequest()).as("it is not demanded").isEmpty();
    assertThat(completed.warnings()).isEmpty();
  }

  @Test
  void requestsArePushedWhereTheIssuerDemandsItOrTheConnectorDoes() {
    assertThat(pushed(PushedRequests.AUTO, true)).contains(PAR);
    assertThat(pushed(PushedRequests.ON, false)).contains(PAR);
    assertThat(pushed(PushedRequests.OFF, true)).isEmpty();
  }

  @Test
  void pushingThatIsOffAgainstTheIssuersDemandIsWarnedOf() {
    assertThat(
            Completed.with(metadata(nothing(), true, true), spec(pushing(PushedRequests.OFF)))
                .warnings())
        .singleElement()
        .asString()
        .contains("the issuer demands them");
  }

  @Test
  void aClientWithoutAMethodTakesBasicElsePost() {
    assertThat(method(Optional.empty())).isEqualTo(AuthMethod.CLIENT_SECRET_BASIC);
    assertThat(method(Optional.of(List.of("client_secret_post", "client_secret_basic"))))
        .isEqualTo(AuthMethod.CLIENT_SECRET_BASIC);
    assertThat(method(Optional.of(List.of("private_key_jwt", "client_secret_post"))))
        .isEqualTo(AuthMethod.CLIENT_SECRET_POST);
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> method(Optional.of(List.of("private_key_jwt"))))
        .withMessageContaining("name tokenEndpointAuthMethod");
  }

  @Test
  void aNamedMethodStaysAndIsWarnedOf() {
    Completed completed =
        Completed.with(
            metadata(methods(Optional.of(List.of("client_secret_basic"))), false, false),
            spec(
                provider()
                    .withAuthentication(
                        ClientAuthentication.DEFAULTS.withMethod(AuthMethod.CLIENT_SECRET_POST))));

    assertThat(completed.spec().authMethod()).isEqualTo(AuthMethod.CLIENT_SECRET_POST);
    assertThat(completed.warnings()).singleElement().asString().contains("does not list");
  }

  @Test
  void theIssuerStaysTheAudienceOfAssertions() {
    Completed completed =
        Completed.with(
            metadata(nothing(), false, false),
            spec(
                provider()
                    .withAuthentication(
                        ClientAuthentication.DEFAULTS.withMethod(AuthMethod.CLIENT_SECRET_JWT))));

    assertThat(completed.spec().provider().authentication().assertionAudience()).contains(ISSUER);
  }

  @Test
  void dpopWithoutOurAlgorithmIsRefused() {
    Provider bound =
        provider().withRequests(Requests.DEFAULTS.withProofOfPossession(ProofOfPossession.DPOP));

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(
            () -> Completed.with(metadata(dpop(List.of("EdDSA")), false, false), spec(bound)))
        .withMessageContaining("signed with ES256, but the issuer takes [EdDSA] only");
    assertThat(
            Completed.with(metadata(dpop(List.of("ES256")), false, false), spec(bound)).warnings())
        .isEmpty();
  }

  @Test
  void whatTheIssuerDoesNotListIsWarnedOf() {
    Supported supported =
        new Supported(
            Optional.empty(),
            Optional.of(List.of("client_credentials")),
            Optional.of(List.of("plain")),
            Optional.empty());

    assertThat(Completed.with(metadata(supported, false, false), spec(provider())).warnings())
        .satisfiesExactly(
            warning -> assertThat(warning).contains("does not list S256"),
            warning -> assertThat(warning).contains("grant type authorization_code"));
  }

  @Test
  void whatIsWeakOrUnsureIsWarnedOf() {
    Provider weak =
        provider()
            .withProfile(new ProfileName("keycloak", Verification.UNVERIFIED))
            .withAuthorization(
                new AuthorizationRequests(Pkce.OFF, Optional.empty(), Map.of(), List.of()));

    assertThat(Completed.asItIs(spec(weak)).warnings())
        .satisfiesExactly(
            warning -> assertThat(warning).contains("pkce is off"),
            warning -> assertThat(warning).contains("profile keycloak is unverified"));
  }

  private static Optional<URI> pushed(PushedRequests mode, boolean required) {
    return Completed.with(metadata(nothing(), true, required), spec(pushing(mode)))
        .spec()
        .provider()
        .endpoints()
        .pushedAuthorizationRequest();
  }

  private static AuthMethod method(Optional<List<String>> supported) {
    return Completed.with(metadata(methods(supported), false, false), spec(provider()))
        .spec()
        .authMethod();
  }

  private static Provider provider() {
    return pushing(PushedRequests.AUTO);
  }

  private static Provider pushing(PushedRequests mode) {
    return Provider.standard(
        GrantType.AUTHORIZATION_CODE,
        new ProviderEndpoints(
            Optional.of(ISSUER),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            mode,
            Optional.empty()));
  }

  private static ConnectorSpec spec(Provider provider) {
    return new ConnectorSpec(
        new ConnectorId("acme", "id"),
        AuthMode.PER_USER,
        provider,
        Client.with("a", SECRET),
        List.of(),
        false,
        Binding.LOGIN,
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"LINK, binding is link", "CONFIRM, there are no allowedReturnOrigins"})
  void aWeakOrUselessBindingIsAWarning(Binding binding, String warning) {
    assertThat(Completed.asItIs(boundBy(binding, List.of())).warnings())
        .singleElement()
        .asString()
        .contains(warning);
  }

  @Test
  void aConfirmedBindingWithAWayBackIsNoWarning() {
    assertThat(
            Completed.asItIs(boundBy(Binding.CONFIRM, List.of("https://app.example"))).warnings())
        .isEmpty();
  }

  private static ConnectorSpec boundBy(Binding binding, List<String> returnOrigins) {
    ConnectorSpec spec = spec(provider());
    return new ConnectorSpec(
        spec.id(),
        spec.authMode(),
        spec.provider(),
        spec.client(),
        returnOrigins,
        false,
        binding,
        Optional.empty());
  }

  private static ProviderMetadata metadata(Supported supported, boolean pushed, boolean required) {
    return new ProviderMetadata(
        Optional.of(URI.create("https://id.example.com/authorize")),
        URI.create("https://id.example.com/token"),
        Optional.of(URI.create("https://id.example.com/revoke")),
        pushed ? Optional.of(PAR) : Optional.empty(),
        required,
        Optional.of(URI.create("https://id.example.com/device")),
        false,
        supported);
  }

  private static Supported nothing() {
    return methods(Optional.empty());
  }

  private static Supported methods(Optional<List<String>> methods) {
    return new Supported(methods, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Supported dpop(List<String> algorithms) {
    return new Supported(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(algorithms));
  }
}
