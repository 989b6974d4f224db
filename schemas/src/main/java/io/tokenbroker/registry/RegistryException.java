// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

/**
 * The registry could not be asked, or did not do what it was asked. The message says what was
 * tried, at which URL, what happened and what to do; never a credential.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RegistryException(String message) {
    super(message);
  }

  public RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
