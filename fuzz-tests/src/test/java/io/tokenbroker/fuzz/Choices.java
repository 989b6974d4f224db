// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.Random;

/**
 * Where an input comes from: the fuzzer, or chance, as the fuzzer's own provider works only where
 * its agent is.
 */
public interface Choices {
  /** 0 to this. */
  int upTo(int most);

  /** At most so many characters, any. */
  String text(int most);

  /** At most so many bytes, any. */
  byte[] bytes(int most);

  /** What the fuzzer chooses. */
  static Choices of(FuzzedDataProvider input) {
    return new Choices() {
      @Override
      public int upTo(int most) {
        return input.consumeInt(0, most);
      }

      @Override
      public String text(int most) {
        return input.consumeString(most);
      }

      @Override
      public byte[] bytes(int most) {
        return input.consumeBytes(most);
      }
    };
  }

  /** The same each time for the same seed. */
  static Choices of(Random random) {
    return new Choices() {
      @Override
      public int upTo(int most) {
        return random.nextInt(most + 1);
      }

      @Override
      public String text(int most) {
        int length = upTo(most);
        // Mostly ASCII, as names and tokens are.
        return random
            .ints(length, 0, random.nextInt(4) == 0 ? 0x10000 : 0x80)
            .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
            .toString();
      }

      @Override
      public byte[] bytes(int most) {
        byte[] bytes = new byte[upTo(most)];
        random.nextBytes(bytes);
        return bytes;
      }
    };
  }
}
