// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.fault;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration can't be used; the message says all that is wrong with it. */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param faults at least one
   */
  public ConfigurationException(List<Fault> faults) {
    super(message(faults));
  }

  private static String message(List<Fault> faults) {
    return faults.size() == 1
        ? faults.get(0).text()
        : faults.size()
            + " settings are not right:"
            + faults.stream().map(fault -> "\n  - " + fault.text()).collect(Collectors.joining());
  }
}
