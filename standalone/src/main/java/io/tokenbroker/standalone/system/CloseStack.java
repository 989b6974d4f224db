// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was started, the last first. A part that fails to close is logged and keeps no other
 * from closing. For one thread at a time.
 */
public final class CloseStack implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CloseStack.class);

  private record Part(String name, AutoCloseable closeable) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  public <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    log.atInfo().addKeyValue("part", name).log("started");
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      long start = System.nanoTime();
      try {
        part.closeable().close();
        log.atInfo()
            .addKeyValue("part", part.name())
            .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
            .log("stopped");
      } catch (Exception e) {
        log.atWarn().setCause(e).addKeyValue("part", part.name()).log("did not stop cleanly");
      }
    }
  }
}
