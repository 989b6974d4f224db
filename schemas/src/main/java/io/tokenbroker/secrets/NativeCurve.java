// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.security.Provider;
import java.security.Security;

/**
 * Conscrypt's native X25519 for Tink, which takes several times as long in plain Java. Tink looks
 * for it among the JVM's installed providers, and nowhere else, so this is the one place that
 * installs one: at the end of the list, where it is asked only for what no other provider has, and
 * only in a process that uses the broker's inbox. What is sealed looks the same either way.
 *
 * <p>Where Conscrypt is left out, has no library for the platform, or can't unpack it (it needs a
 * folder to execute from: {@code org.conscrypt.native.workdir}, else {@code java.io.tmpdir}), Tink
 * stays with plain Java.
 */
final class NativeCurve {
  private static final String LIBRARY = "org.conscrypt.Conscrypt";
  private static final String PROVIDER = "Conscrypt";

  private NativeCurve() {}

  /**
   * Makes it available to the primitives that are made from now on; again is harmless.
   *
   * @return whether it is there
   */
  static synchronized boolean install() {
    if (Security.getProvider(PROVIDER) != null) {
      return true;
    }
    try {
      Class<?> conscrypt = Class.forName(LIBRARY);
      // A look at it loads the library, and leaves the provider list alone if that fails.
      if (!Boolean.TRUE.equals(conscrypt.getMethod("isAvailable").invoke(null))) {
        return false;
      }
      return conscrypt.getMethod("newProvider").invoke(null) instanceof Provider provider
          && Security.addProvider(provider) > 0;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}
