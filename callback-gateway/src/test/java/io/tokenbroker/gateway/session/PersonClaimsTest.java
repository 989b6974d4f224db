// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.gateway.session.PersonClaims.Shared;
import io.tokenbroker.gateway.session.PersonClaims.Tenant;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PersonClaimsTest {
  private static final PersonClaims CLAIMS =
      new PersonClaims(
          new Tenant(Optional.empty(), Optional.of("org")),
          "sub",
          "name",
          new Shared(
              SharedGrants.HIDDEN, Optional.of("groups"), Set.of("staff"), Set.of("admins")));

  @Test
  void tenantUserAndNameAreTheClaimsThatAreSetUp() {
    assertThat(
            CLAIMS
                .read(Map.of("org", "acme", "sub", "alice", "name", "A".repeat(300)))
                .orElseThrow())
        .isEqualTo(
            new PersonClaims.Person(
                "acme", "alice", Optional.of("A".repeat(100)), SharedGrants.HIDDEN));
  }

  @Test
  void aTenantThatIsTheSameForEverybodyIsNotReadFromAnyClaim() {
    PersonClaims fixed =
        new PersonClaims(
            new Tenant(Optional.of("acme"), Optional.empty()), "sub", "name", Shared.SEEN);

    assertThat(fixed.read(Map.of("sub", "alice", "tenant", "globex")).orElseThrow().tenant())
        .isEqualTo("acme");
  }

  @Test
  void whoHasNoTenantNoUserOrOneThatIsNoNameIsNobody() {
    assertThat(CLAIMS.read(Map.of("sub", "alice"))).isEmpty();
    assertThat(CLAIMS.read(Map.of("org", "acme"))).isEmpty();
    assertThat(CLAIMS.read(Map.of("org", "acme", "sub", " "))).isEmpty();
    assertThat(CLAIMS.read(Map.of("org", "acme", "sub", 7))).isEmpty();
    assertThat(CLAIMS.read(Map.of("org", List.of("acme"), "sub", "alice"))).isEmpty();
    assertThat(CLAIMS.read(Map.of("org", "acme", "sub", "x".repeat(256)))).isEmpty();
  }

  @Test
  void theMostThatAValueAllowsCounts() {
    assertThat(shared("staff")).isEqualTo(SharedGrants.SEEN);
    assertThat(shared(List.of("staff", "admins"))).isEqualTo(SharedGrants.MANAGED);
    assertThat(shared(List.of("others"))).isEqualTo(SharedGrants.HIDDEN);
    assertThat(shared(List.of(List.of("admins")))).isEqualTo(SharedGrants.HIDDEN);
    assertThat(shared("staff admins")).isEqualTo(SharedGrants.HIDDEN);
    assertThat(shared(Map.of("admins", true))).isEqualTo(SharedGrants.HIDDEN);
  }

  @Test
  void claimsThatCanNotBeMeantAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tenant(Optional.empty(), Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tenant(Optional.of("acme"), Optional.of("org")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Shared(SharedGrants.SEEN, Optional.empty(), Set.of(), Set.of("admins")));
  }

  private static SharedGrants shared(Object groups) {
    return CLAIMS
        .read(Map.of("org", "acme", "sub", "alice", "groups", groups))
        .orElseThrow()
        .shared();
  }
}
