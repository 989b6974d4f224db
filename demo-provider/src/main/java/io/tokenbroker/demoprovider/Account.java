// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/**
 * Somebody who can be picked on the consent page; there are no passwords.
 *
 * @param subject the stable identifier, {@code sub} in the userinfo answer; not blank
 * @param name what the page shows; not blank
 */
public record Account(String subject, String name) {

  public Account {
    if (subject.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException("An account needs a subject and a name");
    }
  }

  boolean isMeantBy(String loginHint) {
    return subject.equalsIgnoreCase(loginHint) || name.equalsIgnoreCase(loginHint);
  }
}
