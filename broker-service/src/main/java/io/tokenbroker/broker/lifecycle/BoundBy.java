// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

/** What the gateway knows of the person who came back from the provider. */
public sealed interface BoundBy {

  /** Whoever had the flow's cookie. */
  record Nothing() implements BoundBy {}

  /** The person for whom the authorization was started, who is logged in at the gateway. */
  record Login() implements BoundBy {}

  /**
   * Nothing yet: it shows when the application's back end sends the code that only this browser
   * has.
   *
   * @param hash base64url(SHA-256(code))
   */
  record ConfirmationCode(String hash) implements BoundBy {
    private static final int HASH_CHARACTERS = 43;

    /** Whether a code can have this hash. */
    boolean isUsable() {
      return hash.length() == HASH_CHARACTERS;
    }
  }
}
