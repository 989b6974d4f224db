// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.container;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * A test whose start was skipped has nothing to close, and stays skipped: its methods that close
 * things are called all the same, and stumble. JUnit finds this class by its service file.
 */
public final class SkippedTest implements LifecycleMethodExecutionExceptionHandler {
  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext test, Throwable trouble)
      throws Throwable {
    throwUnlessSkipped(test, trouble);
  }

  @Override
  public void handleAfterAllMethodExecutionException(ExtensionContext test, Throwable trouble)
      throws Throwable {
    throwUnlessSkipped(test, trouble);
  }

  private static void throwUnlessSkipped(ExtensionContext test, Throwable trouble)
      throws Throwable {
    if (!(test.getExecutionException().orElse(trouble) instanceof TestAbortedException)) {
      throw trouble;
    }
  }
}
