// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The headers with which one request shows its access token: {@code Authorization: Bearer} (RFC
 * 6750, 2.1), or for a token that is bound to a key {@code Authorization: DPoP} and {@code DPoP}
 * with the proof (RFC 9449, 7.1). Immutable; its text form shows neither.
 */
public final class RequestHeaders {
  private final Secret token;
  private final Optional<Secret> proof;

  RequestHeaders(Secret token, Optional<Secret> proof) {
    this.token = token;
    this.proof = proof;
  }

  /**
   * Hands over each header's name and value, one or two.
   *
   * @param access makes the place searchable where a token is read
   * @param header as a rule a request's own method, such as {@code request::header}
   */
  public void forEach(SecretAccess access, BiConsumer<String, String> header) {
    String scheme = proof.isPresent() ? "DPoP " : "Bearer ";
    header.accept("Authorization", scheme + token.reveal(access));
    proof.ifPresent(it -> header.accept("DPoP", it.reveal(access)));
  }

  @Override
  public String toString() {
    return "RequestHeaders[redacted]";
  }
}
