// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;

/** How a process logs. */
@Section(value = "Log", order = 30)
public interface LogConfig {
  /** The form of a log's lines. */
  enum Format {
    TEXT,
    JSON
  }

  /** What is logged: this and worse. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  @Meaning("lines for people, or one JSON object for each line")
  @WithDefault("text")
  Format format();

  @Meaning("the least that is logged of our own classes")
  @WithDefault("info")
  Level level();
}
