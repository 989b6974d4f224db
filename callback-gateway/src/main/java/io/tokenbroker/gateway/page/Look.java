// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What templates ask for beside texts: assets, marks, times without a script. Immutable. */
public final class Look {
  private static final int TONES = 6;
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Assets assets;

  Look(Assets assets) {
    this.assets = assets;
  }

  /** Where a file of {@link Assets} is. */
  public URI asset(String name) {
    return assets.address(name);
  }

  /** The letter or digit that stands for a name. */
  public String initial(String name) {
    return name.codePoints()
        .filter(Character::isLetterOrDigit)
        .mapToObj(Character::toString)
        .findFirst()
        .orElse("?")
        .toUpperCase(Locale.ROOT);
  }

  /** Which of the colours 1 to 6 a name has; always the same. It says nothing by itself. */
  public int tone(String name) {
    return Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), TONES) + 1;
  }

  /** A time for a browser that runs no script. */
  public String utc(Instant time) {
    return UTC.format(time);
  }
}
