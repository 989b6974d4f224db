// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/**
 * The address to listen on is in use. The message names host and port and is fit to be shown to a
 * person as it is.
 */
public final class PortTakenException extends RuntimeException {

  PortTakenException(String host, int port, Throwable cause) {
    super(
        "Could not listen on "
            + host
            + ":"
            + port
            + ": the port is in use. Stop the process that holds it, or choose another port (0"
            + " takes any free one).",
        cause);
  }
}
