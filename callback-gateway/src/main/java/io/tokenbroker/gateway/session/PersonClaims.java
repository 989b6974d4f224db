// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.key.TokenKey;
import java.nio.charset.StandardCharsets;
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
  /** What a page has room for, and in any script what a session's cookie has. */
  private static final int MAX_NAME = 100;

  private static final int MAX_NAME_BYTES = 200;
  private static final int FORBIDDEN = 403;

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
      List<String> values =
          claim
              .flatMap(name -> Optional.ofNullable(claims.get(name)))
              .map(Shared::list)
              .orElse(List.of());
      if (values.stream().anyMatch(managedBy::contains)) {
        return SharedGrants.MANAGED;
      }
      return values.stream().anyMatch(seenBy::contains) ? SharedGrants.SEEN : otherwise;
    }

    private static List<String> list(Object value) {
      List<?> all = value instanceof List<?> list ? list : List.of(value);
      return all.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
  }

  /**
   * The person.
   *
   * @param claims of an ID token that was verified
   * @throws RefusedException if tenant or user is missing, or can't be a name: one is at most 255
   *     bytes long, so that keys and cookies hold it
   */
  Person read(Map<String, Object> claims) {
    String inTenant = tenant.of(claims).orElseThrow(() -> refused("login_without_tenant"));
    String id = text(claims, user).orElseThrow(() -> refused("login_without_user"));
    try {
      TokenKey key = TokenKey.personal(inTenant, "any", id);
      return new Person(
          key.tenant(),
          key.owner().user().orElseThrow(),
          text(claims, name).map(PersonClaims::shortened),
          shared.of(claims));
    } catch (IllegalArgumentException e) {
      // Its message quotes the name.
      throw refused("login_name_unusable");
    }
  }

  private static RefusedException refused(String reason) {
    return new RefusedException(reason, Notice.bad(FORBIDDEN, NoticeText.NOT_ADMITTED));
  }

  /** Who logged in. */
  record Person(String tenant, String user, Optional<String> name, SharedGrants shared) {}

  private static String shortened(String text) {
    StringBuilder name = new StringBuilder();
    int left = MAX_NAME_BYTES;
    for (int character : text.codePoints().limit(MAX_NAME).toArray()) {
      left -= Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        break;
      }
      name.appendCodePoint(character);
    }
    return name.toString();
  }

  private static Optional<String> text(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }
}
