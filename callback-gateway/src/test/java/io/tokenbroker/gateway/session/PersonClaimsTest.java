// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.PersonClaims.Shared;
import io.tokenbroker.gateway.session.PersonClaims.Tenant;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonClaimsTest {
  private static final PersonClaims CLAIMS =
      new PersonClaims(
          new Tenant(Optional.empty(), Optional.of("org")),
          "sub",
          "name",
          new Shared(
              SharedGrants.HIDDEN, Optional.of("groups"), Set.of("staff"), Set.of("admins")));

  @TempDir Path folder = Path.of("");

  @Test
  void tenantUserAndNameAreTheClaimsThatAreSetUp() {
    assertThat(CLAIMS.read(Map.of("org", "acme", "sub", "alice", "name", "A".repeat(300))))
        .isEqualTo(
            new PersonClaims.Person(
                "acme", "alice", Optional.of("A".repeat(100)), SharedGrants.HIDDEN));
  }

  @Test
  void aTenantThatIsTheSameForEverybodyIsNotReadFromAnyClaim() {
    PersonClaims fixed =
        new PersonClaims(
            new Tenant(Optional.of("acme"), Optional.empty()), "sub", "name", Shared.SEEN);

    assertThat(fixed.read(Map.of("sub", "alice", "tenant", "globex")).tenant()).isEqualTo("acme");
  }

  @Test
  void whoHasNoTenantNoUserOrOneThatIsNoNameIsNobodyAndItIsSaidWhich() {
    assertThat(refusal(Map.of("sub", "alice"))).isEqualTo("login_without_tenant");
    assertThat(refusal(Map.of("org", List.of("acme"), "sub", "alice")))
        .isEqualTo("login_without_tenant");
    assertThat(refusal(Map.of("org", "acme"))).isEqualTo("login_without_user");
    assertThat(refusal(Map.of("org", "acme", "sub", " "))).isEqualTo("login_without_user");
    assertThat(refusal(Map.of("org", "acme", "sub", 7))).isEqualTo("login_without_user");
  }

  @Test
  void aNameIsAtMost255BytesLongSoThatKeysAndCookiesHoldIt() {
    String longest = "ä".repeat(127) + "x";

    assertThat(CLAIMS.read(Map.of("org", "acme", "sub", longest)).user()).isEqualTo(longest);
    assertThat(refusal(Map.of("org", "acme", "sub", longest + "x")))
        .isEqualTo("login_name_unusable");
    assertThat(refusal(Map.of("org", longest + "x", "sub", "alice")))
        .isEqualTo("login_name_unusable");
    assertThat(refusal(Map.of("org", "acme", "sub", "x".repeat(1_000_000))))
        .isEqualTo("login_name_unusable");
  }

  @Test
  void aSessionWithTheLongestNamesFitsIntoACookie() {
    String longest = "x".repeat(255);
    PersonClaims.Person person =
        CLAIMS.read(Map.of("org", longest, "sub", longest, "name", "😀".repeat(200)));
    // What a link of ConnectionLinks may add to it, beside tenant and user.
    Session session =
        new Session(
            Session.Kind.LOGIN,
            person.tenant(),
            person.user(),
            person.name(),
            person.shared(),
            List.of("y".repeat(850)),
            Optional.of("https://app.example/" + "z".repeat(1_000)),
            Instant.parse("2030-01-01T00:00:00.123456789Z"),
            Instant.parse("2030-01-01T08:00:00.123456789Z"));

    assertThat(cookies().value(session)).hasSizeLessThan(3_900);
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
  void whatIsNoTextInAListCountsForNothing() {
    assertThat(shared(Arrays.asList(null, 7, "staff"))).isEqualTo(SharedGrants.SEEN);
    assertThat(shared(Arrays.asList((Object) null))).isEqualTo(SharedGrants.HIDDEN);
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

  private static String refusal(Map<String, Object> claims) {
    return catchThrowableOfType(RefusedException.class, () -> CLAIMS.read(claims)).reason();
  }

  private SessionCookies cookies() {
    GatewayKeys keys =
        GatewayKeys.from(
            KeysetFolder.create(
                folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek"))));
    return new SessionCookies(
        SealedText.of(keys),
        new PublicUrl(URI.create("https://connect.example")),
        Optional.empty(),
        Clock.systemUTC());
  }

  private static SharedGrants shared(Object groups) {
    return CLAIMS.read(Map.of("org", "acme", "sub", "alice", "groups", groups)).shared();
  }
}
