// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.key.TokenKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which claims of an ID token say who the person is.
 *
 * @param tenant the tenant, or the claim with it
 * @param user claim with the user, as in token keys
 * @param name claim with what the person is called
 * @param shared what the person may do with grants that all share
 */
public record PersonClaims(Tenant tenant, String user, String name, Shared shared) {
  private static final int MAX_NAME = 100;

  /**
   * Whose connectors people see: exactly one of both.
   *
   * @param fixed the same for everybody
   * @param claim which names it
   */
  public record Tenant(Optional<String> fixed, Optional<String> claim) {
    public Tenant {
      if (fixed.isPresent() == claim.isPresent()) {
        throw new IllegalArgumentException(
            "a login needs either a tenant or the claim that names it, and not both");
      }
    }

    Optional<String> of(Map<String, Object> claims) {
      return fixed.or(() -> claim.flatMap(name -> text(claims, name)));
    }
  }

  /**
   * What a person may do with grants that all share.
   *
   * @param otherwise where no value of the claim says more
   * @param claim a text or a list of texts, such as groups or roles
   * @param seenBy its values that let a person see them
   * @param managedBy its values that let a person connect and disconnect them
   */
  public record Shared(
      SharedGrants otherwise, Optional<String> claim, Set<String> seenBy, Set<String> managedBy) {
    /** Everybody sees them, nobody changes them. */
    public static final Shared SEEN =
        new Shared(SharedGrants.SEEN, Optional.empty(), Set.of(), Set.of());

    public Shared {
      seenBy = Set.copyOf(seenBy);
      managedBy = Set.copyOf(managedBy);
      if (claim.isEmpty() && !(seenBy.isEmpty() && managedBy.isEmpty())) {
        throw new IllegalArgumentException(
            "values that say who may see or manage shared grants need the claim that holds them");
      }
    }

    SharedGrants of(Map<String, Object> claims) {
      List<?> values =
          claim
              .flatMap(name -> Optional.ofNullable(claims.get(name)))
              .<List<?>>map(Shared::list)
              .orElse(List.of());
      if (values.stream().anyMatch(managedBy::contains)) {
        return SharedGrants.MANAGED;
      }
      return values.stream().anyMatch(seenBy::contains) ? SharedGrants.SEEN : otherwise;
    }

    private static List<?> list(Object value) {
      return value instanceof List<?> list
          ? list
          : value instanceof String text ? List.of(text) : List.of();
    }
  }

  /**
   * The person.
   *
   * @param claims of an ID token that was verified
   * @return empty if tenant or user is missing, or can't be a name
   */
  Optional<Person> read(Map<String, Object> claims) {
    return tenant
        .of(claims)
        .flatMap(inTenant -> text(claims, user).flatMap(id -> person(inTenant, id, claims)));
  }

  /** Who logged in. */
  record Person(String tenant, String user, Optional<String> name, SharedGrants shared) {}

  private Optional<Person> person(String inTenant, String id, Map<String, Object> claims) {
    try {
      TokenKey key = TokenKey.personal(inTenant, "any", id);
      return Optional.of(
          new Person(
              key.tenant(),
              key.owner().user().orElseThrow(),
              text(claims, name).map(PersonClaims::shortened),
              shared.of(claims)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(MAX_NAME, text.length()));
  }

  private static Optional<String> text(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }
}
