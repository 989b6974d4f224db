// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.Binding;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.Lifetimes;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevocationPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import java.time.Duration;
import java.util.Optional;

/**
 * A connector's rules for tests: a provider that can revoke single tokens, whose response names the
 * lifetime, and that rotates strictly; change what matters.
 */
public final class TestPolicy {
  private String origin = Story.ORIGIN;
  private GrantType grantType = GrantType.AUTHORIZATION_CODE;
  private Binding binding = Binding.LINK;
  private boolean accountChangeAllowed;
  private Optional<Duration> accessToken = Optional.empty();
  private Optional<Duration> refreshToken = Optional.empty();
  private Optional<Duration> grant = Optional.empty();
  private Optional<Duration> notice = Optional.empty();
  private boolean onDemand;
  private Optional<Duration> margin = Optional.empty();
  private boolean earlyRefused;
  private RefreshReplay replay = new RefreshReplay.Never();
  private boolean revocable = true;
  private boolean wholeGrant;
  private RevokedTokens revokedTokens = RevokedTokens.ONE;

  public TestPolicy origin(String next) {
    origin = next;
    return this;
  }

  public TestPolicy clientCredentials(boolean next) {
    return grantType(next ? GrantType.CLIENT_CREDENTIALS : GrantType.AUTHORIZATION_CODE);
  }

  public TestPolicy grantType(GrantType next) {
    grantType = next;
    return this;
  }

  public TestPolicy binding(Binding next) {
    binding = next;
    return this;
  }

  public TestPolicy accountChangeAllowed() {
    accountChangeAllowed = true;
    return this;
  }

  public TestPolicy accessTokenLives(Optional<Duration> next) {
    accessToken = next;
    return this;
  }

  public TestPolicy refreshTokenLives(Optional<Duration> next) {
    refreshToken = next;
    return this;
  }

  public TestPolicy grantLives(Optional<Duration> next) {
    grant = next;
    return this;
  }

  public TestPolicy notice(Duration next) {
    notice = Optional.of(next);
    return this;
  }

  public TestPolicy onDemand(boolean next) {
    onDemand = next;
    return this;
  }

  public TestPolicy margin(Optional<Duration> next) {
    margin = next;
    return this;
  }

  public TestPolicy earlyRefused(boolean next) {
    earlyRefused = next;
    return this;
  }

  public TestPolicy replay(RefreshReplay next) {
    replay = next;
    return this;
  }

  public TestPolicy revocable(boolean next) {
    revocable = next;
    return this;
  }

  public TestPolicy wholeGrant(boolean next) {
    wholeGrant = next;
    return this;
  }

  public TestPolicy revokedTokens(RevokedTokens next) {
    revokedTokens = next;
    return this;
  }

  public ConnectorPolicy build() {
    return new ConnectorPolicy(
        Optional.of(origin),
        grantType,
        binding,
        accountChangeAllowed,
        new Lifetimes(accessToken, refreshToken, grant, notice),
        new RefreshPolicy(onDemand, margin, earlyRefused, replay),
        new RevocationPolicy(revocable, wholeGrant, revokedTokens));
  }
}
