// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.spring;

import io.tokenbroker.it.system.TestConnector;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The server as Spring Boot sets it up, with strict clients and two people who can log in. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ServerConfiguration {
  /** The password of everybody. */
  static final String PASSWORD = "correct horse battery staple";

  /** The clients, made before the context. */
  record Clients(List<RegisteredClient> all) {
    static Clients of(
        List<SpringAuthorizationServer.Registration> registrations,
        TestConnector.Client resourceServer) {
      List<RegisteredClient> all = new ArrayList<>();
      registrations.forEach(registration -> all.add(strict(registration)));
      all.add(
          confidential(resourceServer)
              .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
              .build());
      return new Clients(all);
    }
  }

  @Bean
  RegisteredClientRepository registeredClients(Clients clients) {
    return new InMemoryRegisteredClientRepository(clients.all());
  }

  @Bean
  UserDetailsService people() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada").password("{noop}" + PASSWORD).roles("USER").build(),
        User.withUsername("grace").password("{noop}" + PASSWORD).roles("USER").build());
  }

  private static RegisteredClient strict(SpringAuthorizationServer.Registration registration) {
    return confidential(registration.client())
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
        .redirectUri("http://127.0.0.1" + registration.callbackPath())
        .scope(OidcScopes.OPENID)
        .scope(OidcScopes.PROFILE)
        .clientSettings(
            ClientSettings.builder()
                .requireProofKey(true)
                .requireAuthorizationConsent(true)
                .build())
        .tokenSettings(
            TokenSettings.builder()
                .reuseRefreshTokens(false)
                .accessTokenTimeToLive(registration.accessTokenLifetime())
                .build())
        .build();
  }

  private static RegisteredClient.Builder confidential(TestConnector.Client client) {
    return RegisteredClient.withId(client.id())
        .clientId(client.id())
        .clientSecret("{noop}" + client.secret())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
  }
}
