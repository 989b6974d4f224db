// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.key.TokenVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How an authorization ended. Every started authorization has exactly one. */
public sealed interface Outcome {
  Instant completedAt();

  /** The grant is stored and its token published. */
  record Succeeded(
      TokenVersion version,
      List<String> scopes,
      Instant expiresAt,
      Optional<String> subject,
      Map<String, String> attributes,
      Instant completedAt)
      implements Outcome {
    public Succeeded {
      scopes = List.copyOf(scopes);
      attributes = Map.copyOf(attributes);
    }
  }

  /** Nothing came of it. */
  record Failed(String reason, Optional<String> description, Instant completedAt)
      implements Outcome {}
}
