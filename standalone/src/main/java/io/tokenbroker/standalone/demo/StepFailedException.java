// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

/** A step of the story did not hold; the message says what was expected and what was found. */
final class StepFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StepFailedException(String message) {
    super(message);
  }
}
