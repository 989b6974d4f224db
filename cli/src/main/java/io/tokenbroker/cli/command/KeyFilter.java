// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.key.TokenKey;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which records are meant, by the parts of their keys: options of several commands. */
final class KeyFilter implements Predicate<String> {
  @Option(
      names = "--key",
      paramLabel = "KEY",
      converter = GrantsCommand.KeyConverter.class,
      description = "Only this grant's.")
  private Optional<TokenKey> key = Optional.empty();

  @Option(names = "--tenant", paramLabel = "T", description = "Only this tenant's.")
  private Optional<String> tenant = Optional.empty();

  @Option(names = "--connector", paramLabel = "C", description = "Only this connector's.")
  private Optional<String> connector = Optional.empty();

  @Option(names = "--user", paramLabel = "U", description = "Only personal ones of this user.")
  private Optional<String> user = Optional.empty();

  /** The one key that is meant, if it is one. */
  Optional<String> oneKey() {
    return key.map(TokenKey::toString);
  }

  boolean isEmpty() {
    return key.isEmpty() && tenant.isEmpty() && connector.isEmpty() && user.isEmpty();
  }

  /** Whether a record's key is meant; a key of something else than a grant only without filter. */
  @Override
  public boolean test(String text) {
    if (isEmpty()) {
      return true;
    }
    try {
      TokenKey found = TokenKey.parse(text);
      return key.filter(wanted -> !wanted.equals(found)).isEmpty()
          && tenant.filter(name -> !name.equals(found.tenant())).isEmpty()
          && connector.filter(name -> !name.equals(found.connector())).isEmpty()
          && (user.isEmpty() || found.owner().user().equals(user));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
