// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

/** The keysets of a deployment, each in its own file, so that each process gets only its own. */
public enum KeysetName {
  /** Broker's own: grants in stores, provider requests and results. */
  BROKER("broker"),
  /** What runners open: access tokens on token-events. */
  EXECUTORS("executors"),
  /** Gateway's own: connect links and cookies. */
  GATEWAY("gateway"),
  /** Broker's private half: opens codes, verifiers, client secrets. */
  BROKER_INBOX("broker-inbox"),
  /** The public half, which gateway and operators hold; not a secret. */
  BROKER_INBOX_PUBLIC("broker-inbox-public");

  private final String fileStem;

  KeysetName(String fileStem) {
    this.fileStem = fileStem;
  }

  String fileName() {
    return fileStem + ".keyset.json";
  }
}
