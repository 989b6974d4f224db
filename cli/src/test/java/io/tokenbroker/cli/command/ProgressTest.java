// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter err = new StringWriter();

  @Test
  void theSumsAreToldAtTheEnd() {
    try (Progress progress = progress()) {
      progress.count("revoked");
      progress.count("absent");
      progress.count("revoked");
      progress.finish();
    }

    assertThat(err.toString().lines()).containsExactly("3 of 3 grants: 1 absent, 2 revoked");
  }

  @Test
  void anEndBeforeItsTimeIsSaidWithWhatToDo() {
    try (Progress progress = progress()) {
      progress.count("revoked");
    }

    assertThat(err.toString().lines())
        .containsExactly("stopped: 1 of 3 grants: 1 revoked; do it again");
  }

  private Progress progress() {
    return new Progress(new PrintWriter(err), "grants", 3, "do it again");
  }
}
