// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import com.nimbusds.jose.JWSAlgorithm;
import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** How a client proves to a provider who it is (RFC 6749, 2.3). Immutable and thread-safe. */
public sealed interface ClientAuthentication {

  /** Adds the proof to a request. */
  void prove(Draft draft, Instant now);

  /** The client secret, where there is one. */
  default Optional<Secret> secret() {
    return Optional.empty();
  }

  /** client_secret_basic (RFC 6749, 2.3.1). */
  record Basic(String clientId, Secret clientSecret, BasicCredentialsEncoding encoding)
      implements ClientAuthentication {
    @Override
    public void prove(Draft draft, Instant now) {
      String secret = draft.use(clientSecret);
      // The RFC has both form-encoded before they are joined, which not all providers decode.
      String pair =
          encoding == BasicCredentialsEncoding.NONE
              ? clientId + ":" + secret
              : Parameters.encoded(clientId) + ":" + Parameters.encoded(secret);
      String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      draft.header("Authorization", Secret.of("Basic " + draft.use(Secret.of(encoded))));
    }

    @Override
    public Optional<Secret> secret() {
      return Optional.of(clientSecret);
    }
  }

  /** client_secret_post (RFC 6749, 2.3.1). */
  record Post(String clientId, Secret clientSecret) implements ClientAuthentication {
    @Override
    public void prove(Draft draft, Instant now) {
      draft.parameters().put("client_id", clientId);
      draft.parameters().put("client_secret", draft.use(clientSecret));
    }

    @Override
    public Optional<Secret> secret() {
      return Optional.of(clientSecret);
    }
  }

  /** client_secret_jwt (OpenID Connect Core, 9; RFC 7523, 2.2). */
  record SecretJwt(String clientId, Secret clientSecret, JWSAlgorithm algorithm, String audience)
      implements ClientAuthentication {
    @Override
    public void prove(Draft draft, Instant now) {
      draft.use(clientSecret);
      ClientAssertion.add(
          draft, ClientAssertion.bySecret(clientId, audience, algorithm, clientSecret, now));
    }

    @Override
    public Optional<Secret> secret() {
      return Optional.of(clientSecret);
    }
  }

  /** private_key_jwt (OpenID Connect Core, 9; RFC 7523, 2.2). */
  record PrivateKeyJwt(
      String clientId, ClientKey key, Optional<JWSAlgorithm> algorithm, String audience)
      implements ClientAuthentication {
    @Override
    public void prove(Draft draft, Instant now) {
      ClientAssertion.add(draft, ClientAssertion.byKey(clientId, audience, algorithm, key, now));
    }
  }

  /**
   * tls_client_auth (RFC 8705, 2.1): the connection proves it.
   *
   * @param key the certificate's
   * @param certificateChain PEM, the client's own first
   */
  record Tls(String clientId, ClientKey key, String certificateChain)
      implements ClientAuthentication {
    @Override
    public void prove(Draft draft, Instant now) {
      draft.parameters().put("client_id", clientId);
    }
  }

  /** none: a public client only names itself (RFC 6749, 3.2.1). */
  record None(String clientId) implements ClientAuthentication {
    @Override
    public void prove(Draft draft, Instant now) {
      draft.parameters().put("client_id", clientId);
    }
  }
}
