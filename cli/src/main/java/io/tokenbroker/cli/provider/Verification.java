// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How far a profile can be relied on: the weakest of its values that matter. */
public enum Verification {
  /** Every value was seen in the vendor's document. */
  DOCUMENTED,
  /** Used with a real server of the vendor's; the notes say which and what was done. */
  TRIED,
  /** As another catalogue configures it. */
  CONFIGURED,
  /** From a problem that somebody reported. */
  REPORTED,
  /** From memory. */
  UNVERIFIED;

  static final Map<String, Verification> WORDS =
      Arrays.stream(values()).collect(Collectors.toMap(Verification::word, state -> state));

  /** As a profile spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
