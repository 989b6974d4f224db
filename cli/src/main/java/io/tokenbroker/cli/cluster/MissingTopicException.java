// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

/** A topic that has to be read does not exist. */
public final class MissingTopicException extends CliException {
  private static final long serialVersionUID = 1L;

  public MissingTopicException(String topic) {
    super("topic " + topic + " does not exist");
  }
}
