// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.cli.yaml.FaultyFileException;
import java.nio.charset.StandardCharsets;

/** Whatever stands in a profile is read or refused with its place. */
class ProfileFileFuzzTest {
  private static final String NAME = "profile.yaml";

  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "2h")
  void aProfileIsReadOrRefusedWithItsPlace(byte[] input) {
    try {
      ProfileFile.read(NAME, new String(input, StandardCharsets.UTF_8));
    } catch (FaultyFileException refused) {
      assertThat(refused).hasMessageStartingWith(NAME + ":");
    }
  }
}
