// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.secrets.Secret;
import java.util.Map;

/** Where a client's secret or key comes from: never from the connector file itself. */
public sealed interface SecretReference {
  /**
   * Fetches the secret.
   *
   * @throws CliException if there is none, or it has another form
   */
  Secret resolve(Map<String, String> environment, SecretForm form);

  /** What a secret has to be. It sees the text before anything else does, and never quotes it. */
  interface SecretForm {
    /** What it is, for messages. */
    String name();

    /**
     * Refuses a text of another form.
     *
     * @param place where it is from, for messages
     * @throws CliException whose message does not hold it
     */
    void check(String text, String place);
  }

  /** Kept in a file or an environment variable. */
  record Kept(TextSource source) implements SecretReference {
    @Override
    public Secret resolve(Map<String, String> environment, SecretForm form) {
      String text = source.read(environment, form.name());
      form.check(text, source.place());
      return Secret.of(text);
    }
  }

  /** A secret that the calling program holds already, and has checked. */
  record Given(Secret secret) implements SecretReference {
    @Override
    public Secret resolve(Map<String, String> environment, SecretForm form) {
      return secret;
    }
  }
}
