// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.limit;

/** What is counted, each by itself. */
public enum LimitedAction {
  /** An application starts an authorization, by a link or without a browser. */
  START,
  /** A browser loads a page of ours: link, callback, outcome, connections. */
  CALLBACK,
  /** A grant is revoked. */
  DISCONNECT,
  /** The broker is asked what a grant is like, which is a command in Kafka. */
  DESCRIBE
}
