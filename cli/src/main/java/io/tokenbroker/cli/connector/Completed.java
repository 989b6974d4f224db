// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.ClientAuthentication;
import io.tokenbroker.cli.provider.Origins;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.ProviderEndpoints.PushedRequests;
import io.tokenbroker.cli.provider.Verification;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RevocationStyle;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A connector with all its endpoints, and what an operator should know of it. Immutable.
 *
 * @param warnings what is weak or unsure, a line each
 */
record Completed(ConnectorSpec spec, List<String> warnings) {
  Completed {
    warnings = List.copyOf(warnings);
  }

  /** A connector that names all endpoints itself. */
  static Completed asItIs(ConnectorSpec spec) {
    return new Completed(spec, ownWarnings(spec));
  }

  /**
   * A connector with what its issuer's metadata says of that which it does not say itself.
   *
   * @throws CliException if the metadata contradicts it, or lacks what it needs
   */
  static Completed with(ProviderMetadata found, ConnectorSpec spec) {
    Discovery discovery = new Discovery(found, spec);
    ConnectorSpec complete = spec.withProvider(discovery.provider());
    List<String> warnings = new ArrayList<>(ownWarnings(complete));
    warnings.addAll(discovery.warnings());
    return new Completed(complete, warnings);
  }

  private static List<String> ownWarnings(ConnectorSpec spec) {
    List<String> warnings = new ArrayList<>();
    if (spec.provider().needsBrowser() && spec.provider().authorization().pkce() == Pkce.OFF) {
      warnings.add(
          spec.id()
              + ": pkce is off, a stolen authorization code is protected by the client alone");
    }
    if (spec.bindsPersons()) {
      bindingWarning(spec).ifPresent(warnings::add);
    }
    spec.provider()
        .profile()
        .filter(profile -> profile.verification() == Verification.UNVERIFIED)
        .ifPresent(
            profile ->
                warnings.add(
                    spec.id()
                        + ": profile "
                        + profile.name()
                        + " is unverified, try it before you rely on it: 'tokenbroker providers"
                        + " show "
                        + profile.name()
                        + "' tells what is not known"));
    return warnings;
  }

  private static Optional<String> bindingWarning(ConnectorSpec spec) {
    if (spec.binding() == Binding.LINK) {
      return Optional.of(
          spec.id()
              + ": binding is link, whoever holds a connect link can tie an account to its user; a"
              + " gateway takes it only with TOKENBROKER_LINK_BINDING=allowed");
    }
    return spec.binding() == Binding.CONFIRM && spec.allowedReturnOrigins().isEmpty()
        ? Optional.of(
            spec.id()
                + ": binding is confirm, but there are no allowedReturnOrigins: nobody can come"
                + " back to the application that is to confirm")
        : Optional.empty();
  }

  /** What an issuer's metadata adds to a connector. */
  private record Discovery(ProviderMetadata found, ConnectorSpec spec) {
    Provider provider() {
      Provider provider = spec.provider();
      checkProof();
      ProviderEndpoints endpoints = endpoints(provider.endpoints());
      checkOrigin(endpoints);
      Provider complete =
          provider.withEndpoints(endpoints).withAuthentication(authentication(provider));
      return provider.revocation().endpoint().isPresent()
              || provider.revocation().style() != RevocationStyle.RFC7009
          ? complete
          : found
              .revocationEndpoint()
              .map(URI::toString)
              .map(provider.revocation()::withEndpoint)
              .map(complete::withRevocation)
              .orElse(complete);
    }

    /**
     * The issuer stays only where the provider sends it with its redirects: the gateway demands it
     * from a connector that has one.
     */
    private ProviderEndpoints endpoints(ProviderEndpoints own) {
      boolean browser = spec.provider().needsBrowser();
      return new ProviderEndpoints(
          own.issuer().filter(name -> found.namesItself()),
          own.authorization().or(() -> found.authorizationEndpoint().filter(uri -> browser)),
          own.token().or(() -> Optional.of(found.tokenEndpoint())),
          own.refresh(),
          browser ? pushed(own) : Optional.empty(),
          own.pushedRequests(),
          own.deviceAuthorization()
              .or(() -> found.deviceAuthorizationEndpoint().filter(uri -> browser)));
    }

    private Optional<URI> pushed(ProviderEndpoints own) {
      boolean wanted =
          own.pushedRequests() == PushedRequests.ON
              || (own.pushedRequests() == PushedRequests.AUTO && found.pushedRequestsRequired());
      if (own.pushedAuthorizationRequest().isPresent() || !wanted) {
        return own.pushedAuthorizationRequest();
      }
      return Optional.of(
          found
              .pushedAuthorizationRequestEndpoint()
              .orElseThrow(
                  () ->
                      new CliException(
                          spec.id()
                              + ": authorization requests are to be pushed, but the issuer's"
                              + " metadata names no pushed_authorization_request_endpoint: name"
                              + " pushedAuthorizationRequestEndpoint")));
    }

    private void checkOrigin(ProviderEndpoints endpoints) {
      URI token = endpoints.token().orElseThrow();
      endpoints
          .refresh()
          .filter(refresh -> !Origins.same(refresh, token))
          .ifPresent(
              refresh -> {
                throw new CliException(
                    spec.id()
                        + ": refreshEndpoint has another origin than the issuer's token endpoint "
                        + token);
              });
    }

    private void checkProof() {
      if (spec.provider().requests().proofOfPossession() == ProofOfPossession.DPOP
          && found
              .supported()
              .dpopAlgorithms()
              .filter(list -> !list.contains("ES256"))
              .isPresent()) {
        throw new CliException(
            spec.id()
                + ": proofOfPossession is dpop, whose proofs are signed with ES256, but the issuer"
                + " takes "
                + found.supported().dpopAlgorithms().orElseThrow()
                + " only");
      }
    }

    /** A client without a method takes what the issuer knows; assertions keep their audience. */
    private ClientAuthentication authentication(Provider provider) {
      ClientAuthentication own = provider.authentication();
      AuthMethod method = method(own);
      ClientAuthentication complete = own.withMethod(method);
      return provider
          .endpoints()
          .issuer()
          .filter(issuer -> method.usesAssertion() && own.assertionAudience().isEmpty())
          .map(complete::withAssertionAudience)
          .orElse(complete);
    }

    private AuthMethod method(ClientAuthentication own) {
      Optional<List<String>> known = found.supported().authMethods();
      AuthMethod usual = spec.authMethod();
      if (own.method().isPresent()
          || usual != AuthMethod.CLIENT_SECRET_BASIC
          || known.filter(list -> !list.contains(usual.word())).isEmpty()) {
        return usual;
      }
      if (known.orElseThrow().contains(AuthMethod.CLIENT_SECRET_POST.word())) {
        return AuthMethod.CLIENT_SECRET_POST;
      }
      throw new CliException(
          spec.id()
              + ": there is a clientSecret, but the issuer's token endpoint takes "
              + known.orElseThrow()
              + ": name tokenEndpointAuthMethod");
    }

    List<String> warnings() {
      List<String> warnings = new ArrayList<>();
      Provider provider = spec.provider();
      ProviderMetadata.Supported supported = found.supported();
      if (provider.needsBrowser()
          && provider.authorization().pkce() == Pkce.S256
          && lacks(supported.codeChallengeMethods(), "S256")) {
        warnings.add(spec.id() + ": the issuer does not list S256 among its PKCE methods");
      }
      provider
          .authentication()
          .method()
          .filter(method -> lacks(supported.authMethods(), method.word()))
          .ifPresent(
              method ->
                  warnings.add(
                      spec.id()
                          + ": the issuer does not list "
                          + method.word()
                          + " among its token endpoint's methods"));
      if (lacks(supported.grantTypes(), registered(provider.grantType()))) {
        warnings.add(
            spec.id()
                + ": the issuer does not list grant type "
                + registered(provider.grantType()));
      }
      if (found.pushedRequestsRequired()
          && provider.endpoints().pushedRequests() == PushedRequests.OFF) {
        warnings.add(
            spec.id() + ": pushedAuthorizationRequests is off, but the issuer demands them");
      }
      return warnings;
    }

    private static boolean lacks(Optional<List<String>> known, String wanted) {
      return known.filter(list -> !list.contains(wanted)).isPresent();
    }

    private static String registered(GrantType type) {
      return type == GrantType.TOKEN_EXCHANGE
          ? "urn:ietf:params:oauth:grant-type:token-exchange"
          : type.name().toLowerCase(Locale.ROOT);
    }
  }
}
