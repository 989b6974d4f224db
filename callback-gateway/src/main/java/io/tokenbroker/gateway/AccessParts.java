// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.AccessSettings;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiKeySource;
import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.access.BearerTokens;
import io.tokenbroker.gateway.access.FollowedKeyFile;
import io.tokenbroker.gateway.http.HealthCheck;
import io.tokenbroker.gateway.jwt.JwtCallers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What tells who calls the API, opened and closed together; Kafka's part is not in here. */
record AccessParts(Optional<FollowedKeyFile> keyFile, Optional<JwtCallers> jwt)
    implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /**
   * Starts.
   *
   * @throws io.tokenbroker.gateway.access.ApiKeyFileException if the key file can't be read
   */
  static AccessParts start(AccessSettings settings, Clock clock) {
    return new AccessParts(
        settings.apiKeys().map(file -> FollowedKeyFile.follow(new ApiKeyFile(file), LOOK_EVERY)),
        settings.jwt().map(jwt -> JwtCallers.start(jwt, clock)));
  }

  /** The keys of the file, and of the topic; of an id that both have, the file's. */
  ApiKeys apiKeys(ApiKeySource topic, Clock clock) {
    return keyFile.map(file -> new ApiKeys(clock, file, topic)).orElse(new ApiKeys(clock, topic));
  }

  Optional<BearerTokens> bearerTokens() {
    return jwt.map(BearerTokens.class::cast);
  }

  /** What is not well is made up for by what was read before: the gateway stays ready. */
  List<HealthCheck> checks() {
    List<HealthCheck> checks = new ArrayList<>();
    keyFile.ifPresent(file -> checks.add(check("api-key-file", file.trouble())));
    jwt.ifPresent(tokens -> checks.add(check("token-issuer", tokens.trouble())));
    return checks;
  }

  private static HealthCheck check(String name, Optional<String> trouble) {
    return new HealthCheck(name, trouble.isEmpty(), false, trouble.orElse("read"));
  }

  @Override
  public void close() {
    keyFile.ifPresent(FollowedKeyFile::close);
    jwt.ifPresent(JwtCallers::close);
  }
}
