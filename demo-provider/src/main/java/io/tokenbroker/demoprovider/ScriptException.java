// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/** A script that came over HTTP cannot be understood; the message says why and what is known. */
final class ScriptException extends RuntimeException {

  ScriptException(String message) {
    super(message);
  }
}
