// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

/** Ends an API request with problem details. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
