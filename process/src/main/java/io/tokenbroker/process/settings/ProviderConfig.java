// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import io.tokenbroker.secrets.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The way to providers, and how much is asked of them at once. */
@Section(value = "Providers", order = 220)
public interface ProviderConfig {
  /** When a broker starts without calling providers. */
  enum StartPaused {
    NEVER,
    RESTORED,
    ALWAYS
  }

  @Meaning(
      value = "HTTP proxy for all calls: `http://host:port` or `http://user:password@host:port`",
      otherwise = "none",
      secret = true)
  Optional<Secret> proxy();

  @Meaning(
      value = "hosts that are called without it; `.example.org` is all below `example.org`",
      otherwise = "none",
      needs = "provider.proxy",
      example = "intranet.example,.example.org")
  Optional<List<String>> proxyExcept();

  @Meaning(
      value = "certificates that are trusted as well as the JDK's; a PEM file",
      otherwise = "none")
  Optional<Path> trustFile();

  @Meaning(value = "calls that are out at once, in all", range = "2..100000")
  @WithDefault("1024")
  int places();

  @Meaning(
      value = "of these, to one provider; more than half of all counts as half",
      range = "2..100000")
  @WithDefault("512")
  int placesEach();

  @Meaning(
      "whether provider calls are held back from the start until `tokenbroker resume --all`: never;"
          + " where the grants are a copy ([backup.md](backup.md)); or always")
  @WithDefault("restored")
  StartPaused startPaused();
}
