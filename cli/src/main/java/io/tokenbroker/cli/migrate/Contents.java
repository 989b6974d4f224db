// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a compacted topic says: a fingerprint of the last value of each key that has one. Some 300
 * bytes for a key. Not thread-safe.
 */
final class Contents {
  private static final int FINGERPRINT_BYTES = 16;
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(Byte.SIZE * FINGERPRINT_BYTES);

  private final Map<ByteBuffer, ByteBuffer> fingerprints = new HashMap<>();

  void put(byte[] key, Optional<byte[]> value) {
    value.ifPresentOrElse(
        bytes -> fingerprints.put(ByteBuffer.wrap(key), fingerprint(key, bytes)),
        () -> fingerprints.remove(ByteBuffer.wrap(key)));
  }

  /** Whether this is the key's last value. */
  boolean holds(byte[] key, byte[] value) {
    return fingerprint(key, value).equals(fingerprints.get(ByteBuffer.wrap(key)));
  }

  boolean has(ByteBuffer key) {
    return fingerprints.containsKey(key);
  }

  Set<ByteBuffer> keys() {
    return Set.copyOf(fingerprints.keySet());
  }

  int size() {
    return fingerprints.size();
  }

  /** How many of these another has just so. */
  long heldBy(Contents other) {
    return fingerprints.entrySet().stream()
        .filter(entry -> entry.getValue().equals(other.fingerprints.get(entry.getKey())))
        .count();
  }

  boolean isSameAs(Contents other) {
    return fingerprints.equals(other.fingerprints);
  }

  /** One text for all keys and values, whatever their order. */
  String digest() {
    BigInteger sum =
        fingerprints.values().stream()
            .map(Contents::number)
            .reduce(BigInteger.ZERO, (a, b) -> a.add(b).mod(MODULUS));
    return HexFormat.of().toHexDigits(sum.longValue());
  }

  private static BigInteger number(ByteBuffer fingerprint) {
    byte[] bytes = new byte[fingerprint.remaining()];
    fingerprint.duplicate().get(bytes);
    return new BigInteger(1, bytes);
  }

  private static ByteBuffer fingerprint(byte[] key, byte[] value) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(key.length).array());
      sha256.update(key);
      return ByteBuffer.wrap(Arrays.copyOf(sha256.digest(value), FINGERPRINT_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
