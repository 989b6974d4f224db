// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.key.TokenKey;
import java.util.function.Consumer;

/** Where refresh requests go: Kafka, or a test's own. */
interface RefreshSink extends AutoCloseable {
  /** May wait a little; tells later failures to the last argument. */
  void send(TokenKey key, RefreshToken event, Consumer<Exception> onFailure);

  @Override
  void close();
}
