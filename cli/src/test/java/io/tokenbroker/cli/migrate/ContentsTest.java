// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private final Contents one = new Contents();
  private final Contents other = new Contents();

  @Test
  void onlyTheLastValueOfAKeyCountsAndATombstoneTakesItAway() {
    put(one, "a", "old");
    put(one, "a", "new");
    put(one, "b", "gone");
    one.put(bytes("b"), Optional.empty());

    assertThat(one.size()).isEqualTo(1);
    assertThat(one.holds(bytes("a"), bytes("new"))).isTrue();
    assertThat(one.holds(bytes("a"), bytes("old"))).isFalse();
    assertThat(one.has(ByteBuffer.wrap(bytes("b")))).isFalse();
  }

  @Test
  void theOrderMakesNoDifferenceButEveryKeyAndValueDoes() {
    put(one, "a", "1");
    put(one, "b", "2");
    put(other, "b", "2");
    put(other, "a", "1");
    assertThat(one.isSameAs(other)).isTrue();
    assertThat(one.digest()).isEqualTo(other.digest());

    put(other, "b", "3");
    assertThat(one.isSameAs(other)).isFalse();
    assertThat(one.digest()).isNotEqualTo(other.digest());
    assertThat(one.heldBy(other)).isEqualTo(1);
  }

  @Test
  void swappedValuesAreNoticed() {
    put(one, "a", "1");
    put(one, "b", "2");
    put(other, "a", "2");
    put(other, "b", "1");

    assertThat(one.digest()).isNotEqualTo(other.digest());
  }

  @Test
  void aDueEntryLiesWithItsGrantAndTheIndexesOwnMarkIsNone() {
    byte[] grant = bytes("acme/crm/personal/ann/default");
    byte[] due =
        ByteBuffer.allocate(Long.BYTES + grant.length).putLong(1_700_000L).put(grant).array();

    for (int partitions = 1; partitions < 50; partitions++) {
      assertThat(Keys.duePartition(due, partitions)).isEqualTo(Keys.partition(grant, partitions));
    }
    assertThat(Keys.isDueEntry(due)).isTrue();
    assertThat(Keys.isDueEntry(new byte[Long.BYTES])).isFalse();
  }

  private static void put(Contents contents, String key, String value) {
    contents.put(bytes(key), Optional.of(bytes(value)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
