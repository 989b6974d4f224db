// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.BoundBy.ConfirmationCode;
import io.tokenbroker.broker.lifecycle.BoundBy.Login;
import io.tokenbroker.key.TokenKey;

/**
 * Whether enough is known of the person who came back. The gateway sees to it; this is the second
 * look, by the one who has the tokens.
 */
final class BindingRule {
  /** The reason where not enough is known. */
  static final String MISSING = "binding_missing";

  private BindingRule() {}

  static boolean isKept(Transition t, BoundBy by) {
    if (by instanceof ConfirmationCode code) {
      // It holds back whatever the connector says, so there has to be something to confirm with.
      return code.isUsable()
          && (isShared(t) || t.policy().binding() != ConnectorPolicy.Binding.LOGIN);
    }
    return isShared(t)
        || switch (t.policy().binding()) {
          case CONFIRM, LOGIN -> by instanceof Login;
          case LINK -> true;
        };
  }

  private static boolean isShared(Transition t) {
    return t.key().owner() instanceof TokenKey.Shared;
  }
}
