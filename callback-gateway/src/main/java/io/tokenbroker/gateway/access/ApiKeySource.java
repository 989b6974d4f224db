// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.util.Optional;

/** Where API keys come from. Never blocks. Thread-safe. */
public interface ApiKeySource {
  /** The key of this id, as it is now. */
  Optional<ApiKey> find(String id);

  /** Whether everything has been read, so that a miss is a miss. */
  boolean isComplete();
}
