// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.key.TokenKey;
import java.util.function.Function;

/** What an authorization waits for before a person can go on with it, or that it has ended. */
public sealed interface AuthorizationStep {
  /** The text form of the grant's key, as the broker wrote it. */
  String key();

  /** The grant that it is for. */
  default TokenKey tokenKey() {
    return TokenKey.parse(key());
  }

  /** Whether it is for this grant: ids alone are no proof. */
  default boolean isFor(TokenKey grant) {
    return key().equals(grant.toString());
  }

  /** Does the one thing that fits. */
  <T> T fold(
      Function<AuthorizationRequestPushed, T> pushed,
      Function<DeviceAuthorizationStarted, T> atDevice,
      Function<AuthorizationAwaitingConfirmation, T> unconfirmed,
      Function<AuthorizationOutcome, T> ended);

  /** The provider has the authorization request (RFC 9126). */
  record Pushed(AuthorizationRequestPushed event) implements AuthorizationStep {
    @Override
    public String key() {
      return event.getTokenKey();
    }

    @Override
    public <T> T fold(
        Function<AuthorizationRequestPushed, T> pushed,
        Function<DeviceAuthorizationStarted, T> atDevice,
        Function<AuthorizationAwaitingConfirmation, T> unconfirmed,
        Function<AuthorizationOutcome, T> ended) {
      return pushed.apply(event);
    }
  }

  /** The provider waits for a person at another device (RFC 8628). */
  record AtDevice(DeviceAuthorizationStarted event) implements AuthorizationStep {
    @Override
    public String key() {
      return event.getTokenKey();
    }

    @Override
    public <T> T fold(
        Function<AuthorizationRequestPushed, T> pushed,
        Function<DeviceAuthorizationStarted, T> atDevice,
        Function<AuthorizationAwaitingConfirmation, T> unconfirmed,
        Function<AuthorizationOutcome, T> ended) {
      return atDevice.apply(event);
    }
  }

  /** The provider gave tokens, which are held back until the application's back end confirms. */
  record Unconfirmed(AuthorizationAwaitingConfirmation event) implements AuthorizationStep {
    @Override
    public String key() {
      return event.getTokenKey();
    }

    @Override
    public <T> T fold(
        Function<AuthorizationRequestPushed, T> pushed,
        Function<DeviceAuthorizationStarted, T> atDevice,
        Function<AuthorizationAwaitingConfirmation, T> unconfirmed,
        Function<AuthorizationOutcome, T> ended) {
      return unconfirmed.apply(event);
    }
  }

  /** It is over, and goes nowhere. */
  record Ended(AuthorizationOutcome outcome) implements AuthorizationStep {
    @Override
    public String key() {
      return outcome.key();
    }

    @Override
    public <T> T fold(
        Function<AuthorizationRequestPushed, T> pushed,
        Function<DeviceAuthorizationStarted, T> atDevice,
        Function<AuthorizationAwaitingConfirmation, T> unconfirmed,
        Function<AuthorizationOutcome, T> ended) {
      return ended.apply(outcome);
    }
  }
}
