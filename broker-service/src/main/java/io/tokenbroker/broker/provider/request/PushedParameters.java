// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.util.Optional;

/** The parameters of a pushed authorization request, which the gateway wrote. */
public final class PushedParameters {
  private PushedParameters() {}

  /** The code_challenge (RFC 7636, 4.3), which the exchange's verifier answers. */
  public static Optional<Secret> codeChallenge(ConnectorDefined connector, Secret form) {
    Parameters parameters = new Parameters(connector.getParameterNames());
    parameters.addForm(form.reveal(SecretAccess.get()));
    return parameters
        .value("code_challenge")
        .filter(challenge -> !challenge.isEmpty())
        .map(Secret::of);
  }
}
