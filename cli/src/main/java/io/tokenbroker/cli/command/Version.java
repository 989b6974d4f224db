// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version of the jar, or that there is none. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "tokenbroker "
          + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
              .orElse("(development build)")
    };
  }
}
