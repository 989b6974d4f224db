// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.key.TokenKey;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallerTest {
  private static final TokenKey OWN = TokenKey.personal("acme", "crm", "alice");
  private static final TokenKey OTHERS = TokenKey.personal("acme", "crm", "bob");
  private static final TokenKey SHARED = TokenKey.shared("acme", "team");

  @ParameterizedTest
  @EnumSource(Action.class)
  void theScopeForOwnGrantsAllowsThoseAndNothingElse(Action action) {
    Caller alice = caller(Optional.of("alice"), EnumSet.of(action.own()));

    assertThat(alice.may(action, OWN.withAlias("work"))).isTrue();
    assertThat(alice.may(action, OTHERS)).isFalse();
    assertThat(alice.may(action, SHARED)).isFalse();
    assertThat(alice.mayAtAll(action)).isTrue();
    assertThat(alice.mayToAll(action)).isFalse();
    others(action).forEach(other -> assertThat(alice.may(other, OWN)).isFalse());
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void theScopeForAllGrantsAllowsThatForAllOfTheTenant(Action action) {
    Caller application = caller(Optional.empty(), EnumSet.of(action.any()));

    assertThat(application.may(action, OWN)).isTrue();
    assertThat(application.may(action, SHARED)).isTrue();
    assertThat(application.isAdmin()).isFalse();
    others(action).forEach(other -> assertThat(application.may(other, OWN)).isFalse());
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void nobodyOwnsNothingWhateverTheScopesForOwnGrants(Action action) {
    Caller nobody =
        caller(Optional.empty(), EnumSet.of(ApiScope.START, ApiScope.READ, ApiScope.DISCONNECT));

    assertThat(nobody.mayAtAll(action)).isFalse();
    assertThat(nobody.may(action, OWN)).isFalse();
    assertThat(nobody.may(action, SHARED)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void nobodyReachesAnotherTenant(Action action) {
    Caller admin = caller(Optional.of("alice"), EnumSet.allOf(ApiScope.class));

    assertThat(admin.may(action, OTHERS)).isTrue();
    assertThat(admin.may(action, TokenKey.personal("globex", "crm", "alice"))).isFalse();
    assertThat(admin.may(action, TokenKey.shared("globex", "team"))).isFalse();
  }

  @Test
  void anAdministratorNeedsNoOtherScope() {
    Caller admin = caller(Optional.empty(), EnumSet.of(ApiScope.ADMIN));

    assertThat(admin.isAdmin()).isTrue();
    assertThat(Action.values()).allMatch(action -> admin.may(action, SHARED));
  }

  @Test
  void namesThatCanBeInNoTokenKeyAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> caller(Optional.of("x".repeat(256)), Set.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Caller("id", "", Optional.empty(), Set.of()));
  }

  private static Caller caller(Optional<String> user, Set<ApiScope> scopes) {
    return new Caller("test", "acme", user, scopes);
  }

  private static Set<Action> others(Action action) {
    Set<Action> others = EnumSet.copyOf(Arrays.asList(Action.values()));
    others.remove(action);
    return others;
  }
}
