// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import java.util.List;
import java.util.Optional;

/**
 * Names one grant: whose token, for which connector. It is the key of every topic that concerns a
 * grant, and so the unit of ownership.
 *
 * <p>Text form: {@code tenant/connector/personal/user/alias} or {@code
 * tenant/connector/shared/alias}, with every character outside {@code A-Za-z0-9-._~@} escaped as
 * {@code %XX}. {@link #parse} is the exact inverse of {@link #toString}. Immutable.
 *
 * @param tenant who the connector belongs to; 1 to 255 bytes of UTF-8, as all names here
 * @param connector the connector's name
 * @param owner a person, or everybody
 * @param alias tells apart several accounts of one owner at one provider
 */
public record TokenKey(String tenant, String connector, Owner owner, String alias) {
  /** The alias where none is given. */
  public static final String DEFAULT_ALIAS = "default";

  private static final String PERSONAL = "personal";
  private static final String SHARED = "shared";

  /** Whose grant it is. */
  public sealed interface Owner permits Personal, Shared {
    /** The user of a personal grant; empty for a shared one. */
    Optional<String> user();
  }

  /** A grant of one user. */
  public record Personal(String name) implements Owner {
    public Personal {
      EscapedParts.checked("user", name);
    }

    @Override
    public Optional<String> user() {
      return Optional.of(name);
    }
  }

  /** A grant that all users of the tenant share. */
  public record Shared() implements Owner {
    @Override
    public Optional<String> user() {
      return Optional.empty();
    }
  }

  public TokenKey {
    EscapedParts.checked("tenant", tenant);
    EscapedParts.checked("connector", connector);
    EscapedParts.checked("alias", alias);
  }

  /** A user's grant with the default alias. */
  public static TokenKey personal(String tenant, String connector, String user) {
    return new TokenKey(tenant, connector, new Personal(user), DEFAULT_ALIAS);
  }

  /** The shared grant with the default alias. */
  public static TokenKey shared(String tenant, String connector) {
    return new TokenKey(tenant, connector, new Shared(), DEFAULT_ALIAS);
  }

  /** This key with another alias. */
  public TokenKey withAlias(String otherAlias) {
    return new TokenKey(tenant, connector, owner, otherAlias);
  }

  /** The connector that this grant is for. */
  public ConnectorId connectorId() {
    return new ConnectorId(tenant, connector);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is not the canonical form of a key
   */
  public static TokenKey parse(String text) {
    List<String> parts = EscapedParts.split(text);
    if (parts.size() == 5 && parts.get(2).equals(PERSONAL)) {
      return new TokenKey(parts.get(0), parts.get(1), new Personal(parts.get(3)), parts.get(4));
    }
    if (parts.size() == 4 && parts.get(2).equals(SHARED)) {
      return new TokenKey(parts.get(0), parts.get(1), new Shared(), parts.get(3));
    }
    throw new IllegalArgumentException(
        "a token key is tenant/connector/personal/user/alias or tenant/connector/shared/alias, not "
            + text);
  }

  @Override
  public String toString() {
    return owner
        .user()
        .map(user -> EscapedParts.join(List.of(tenant, connector, PERSONAL, user, alias)))
        .orElseGet(() -> EscapedParts.join(List.of(tenant, connector, SHARED, alias)));
  }
}
