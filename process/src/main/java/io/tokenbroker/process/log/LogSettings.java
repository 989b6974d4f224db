// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import org.slf4j.event.Level;

/**
 * How a process logs.
 *
 * @param level from which on lines of our own are written; of libraries, warnings and errors are
 */
public record LogSettings(LogFormat format, Level level) {
  public static final LogSettings DEFAULT = new LogSettings(LogFormat.TEXT, Level.INFO);
}
