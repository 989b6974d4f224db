// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

/** What a line of the log looks like. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** One JSON object in each line. */
  JSON
}
