// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import io.tokenbroker.gateway.access.ApiKey;
import java.util.List;

/** Where keys are kept, hashes only. Not for several writers at once. */
interface ApiKeyStore {
  List<ApiKey> keys();

  /** Keeps a key, instead of the one of this id if there is one. */
  void put(ApiKey key);

  /** Forgets a key. */
  void remove(String id);
}
