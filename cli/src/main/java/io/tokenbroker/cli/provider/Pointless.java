// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;

/**
 * Keys that mean nothing beside another. A connector may choose otherwise than its profile: what
 * the profile says then for its own choice is no fault, and is without effect.
 */
public final class Pointless {
  private Pointless() {}

  /** Refuses a key, unless it is the profile's and its reason is the connector's. */
  public static void refuse(Section section, Key<?> key, Key<?> reason, String message) {
    if (!section.has(key.name())) {
      return;
    }
    boolean otherChoice = section.hasOwn(reason.name()) && !section.hasOwn(key.name());
    if (!otherChoice) {
      throw section.fault(key.name(), message);
    }
  }
}
