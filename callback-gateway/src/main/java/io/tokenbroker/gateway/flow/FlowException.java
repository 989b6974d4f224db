// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

/** An application asked for a flow that can't be: its request is at fault. Answered with 400. */
public final class FlowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String detail;

  /**
   * @param code stable, for programs
   * @param detail for a person; shown to the application
   */
  public FlowException(String code, String detail) {
    super(detail);
    this.code = code;
    this.detail = detail;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return detail;
  }
}
