// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

/**
 * The capability to read a {@link Secret}. It holds nothing; it is there so that every place that
 * reads a secret is found by searching for {@code SecretAccess.get()}.
 */
public final class SecretAccess {
  private static final SecretAccess INSTANCE = new SecretAccess();

  private SecretAccess() {}

  /** Whoever calls this takes care of the secret that it reads. */
  public static SecretAccess get() {
    return INSTANCE;
  }
}
