// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.key.TokenKey;
import java.util.Arrays;
import java.util.Optional;

/** The two grants that the demo is about: one of a person, one that all share. */
public enum DemoGrant {
  PERSONAL("demo", Optional.of("you")),
  SHARED("demo-shared", Optional.empty());

  /** The tenant that all demo connectors belong to. */
  public static final String TENANT = "demo";

  private final String connector;
  private final Optional<String> user;

  DemoGrant(String connector, Optional<String> user) {
    this.connector = connector;
    this.user = user;
  }

  /** Whether a grant is at the demo provider: other connectors' tokens are none of its business. */
  public static boolean isDemos(TokenKey key) {
    return key.tenant().equals(TENANT)
        && Arrays.stream(values()).anyMatch(grant -> grant.connector.equals(key.connector()));
  }

  public String connector() {
    return connector;
  }

  public Optional<String> user() {
    return user;
  }

  public TokenKey key() {
    return user.map(name -> TokenKey.personal(TENANT, connector, name))
        .orElseGet(() -> TokenKey.shared(TENANT, connector));
  }
}
