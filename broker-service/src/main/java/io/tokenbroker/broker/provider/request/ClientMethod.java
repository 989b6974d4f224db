// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import com.nimbusds.jose.JWSAlgorithm;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.secrets.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a connector's tokenEndpointAuthMethod. */
public final class ClientMethod {
  private ClientMethod() {}

  /**
   * The ways to prove who the client is, one for each of its secrets.
   *
   * @param secrets the connector's client secrets, in their order
   * @param key the connector's client key
   * @return at least one
   * @throws IllegalArgumentException if the connector lacks what its method needs, or the key is no
   *     key; the message holds no secret
   */
  public static List<ClientAuthentication> of(
      ConnectorDefined connector, List<Secret> secrets, Optional<Secret> key) {
    String clientId = connector.getClientId();
    String method = connector.getTokenEndpointAuthMethod();
    return switch (method) {
      // Without a secret these are what they always were here: a public client.
      case "client_secret_basic" ->
          secrets.isEmpty()
              ? List.of(new ClientAuthentication.None(clientId))
              : each(
                  secrets,
                  secret ->
                      new ClientAuthentication.Basic(
                          clientId, secret, connector.getBasicCredentialsEncoding()));
      case "client_secret_post" ->
          secrets.isEmpty()
              ? List.of(new ClientAuthentication.None(clientId))
              : each(secrets, secret -> new ClientAuthentication.Post(clientId, secret));
      case "client_secret_jwt" -> {
        if (secrets.isEmpty()) {
          throw new IllegalArgumentException(method + " needs a client secret");
        }
        yield each(
            secrets,
            secret ->
                new ClientAuthentication.SecretJwt(
                    clientId,
                    secret,
                    algorithm(connector, JWSAlgorithm.Family.HMAC_SHA).orElse(JWSAlgorithm.HS256),
                    audience(connector)));
      }
      case "private_key_jwt" ->
          List.of(
              new ClientAuthentication.PrivateKeyJwt(
                  clientId,
                  key(method, key),
                  algorithm(connector, JWSAlgorithm.Family.SIGNATURE),
                  audience(connector)));
      case "tls_client_auth" ->
          List.of(
              new ClientAuthentication.Tls(
                  clientId,
                  key(method, key),
                  connector
                      .getClientCertificate()
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  method + " needs a clientCertificate"))));
      case "none" -> List.of(new ClientAuthentication.None(clientId));
      default ->
          throw new IllegalArgumentException(
              "tokenEndpointAuthMethod is none that this version knows: " + method);
    };
  }

  private static List<ClientAuthentication> each(
      List<Secret> secrets, Function<Secret, ClientAuthentication> method) {
    return secrets.stream().map(method).toList();
  }

  private static ClientKey key(String method, Optional<Secret> key) {
    return ClientKey.of(
        key.orElseThrow(() -> new IllegalArgumentException(method + " needs a clientKey")));
  }

  private static Optional<JWSAlgorithm> algorithm(
      ConnectorDefined connector, JWSAlgorithm.Family family) {
    Optional<JWSAlgorithm> named = connector.getClientAssertionAlgorithm().map(JWSAlgorithm::parse);
    if (named.isPresent() && !family.contains(named.get())) {
      throw new IllegalArgumentException(
          "clientAssertionAlgorithm does not fit tokenEndpointAuthMethod: " + named.get());
    }
    return named;
  }

  /**
   * The issuer is what servers that know the latest advice want; all others know their endpoint.
   */
  private static String audience(ConnectorDefined connector) {
    return connector
        .getClientAssertionAudience()
        .or(connector::getIssuer)
        .orElseGet(connector::getTokenEndpoint);
  }
}
