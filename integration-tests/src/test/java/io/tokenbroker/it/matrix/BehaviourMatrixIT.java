// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a provider may do, at every call that is made to it, and what is seen of it: on
 * the topics, and in what the broker says about the grant.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class BehaviourMatrixIT {
  private MatrixRun run;

  static List<Row> rows() {
    return Rows.all();
  }

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    run = MatrixRun.start(folder, rows());
    run.run();
  }

  @AfterAll
  void stop() {
    run.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void whateverTheProviderDoesTheGrantIsWhatItShouldBe(Row row) {
    assertThat(run.seen(row))
        .as(run.trouble(row))
        .matches(seen -> seen.isWhat(row.expected()), "" + row.expected());
  }
}
