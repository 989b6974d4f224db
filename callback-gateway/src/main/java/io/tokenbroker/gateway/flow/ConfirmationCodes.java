// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Instant;

/**
 * One-time codes that a browser carries from the end of its flow to the application, sealed with
 * the gateway's keyset: any gateway of the deployment opens them, and nothing is stored. Plaintext,
 * version 1: the version byte, then the fields of {@link ConfirmationCode}. Thread-safe.
 */
public final class ConfirmationCodes {
  private static final byte VERSION = 1;
  private static final AssociatedData PLACE =
      new AssociatedData("ConfirmationCode", "", "code", "");

  private final SealedText sealed;

  public ConfirmationCodes(SealedText sealed) {
    this.sealed = sealed;
  }

  /**
   * What a code says.
   *
   * @param key the grant that it confirms
   * @param id the authorization that it confirms
   * @param secret what the broker has the hash of
   * @param expiresAt after this it is of no use
   */
  public record ConfirmationCode(
      TokenKey key, AuthorizationId id, Secret secret, Instant expiresAt) {}

  public String seal(ConfirmationCode code) {
    FieldWriter out = new FieldWriter(VERSION);
    out.text(code.key().toString());
    out.text(code.id().value());
    out.text(code.secret().reveal(SecretAccess.get()));
    out.instant(code.expiresAt());
    return sealed.seal(out.bytes(), PLACE);
  }

  /**
   * Opens a code; whether it has expired is for the caller to see.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if it is not one of this deployment's
   */
  public ConfirmationCode open(String text) {
    FieldReader in = new FieldReader(sealed.open(text, PLACE), VERSION);
    return new ConfirmationCode(
        TokenKey.parse(in.text()),
        new AuthorizationId(in.text()),
        Secret.of(in.text()),
        in.instant());
  }
}
