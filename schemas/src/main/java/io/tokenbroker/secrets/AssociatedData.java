// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a ciphertext belongs to. It is authenticated with it, so that a ciphertext that was moved to
 * another record, another field or another version does not open. The topic's name is not part of
 * it: a mirrored topic with another name stays readable.
 *
 * @param recordType the logical record, for example {@code TokenEvent}
 * @param key the record's key, for example a token key
 * @param field the sealed field
 * @param qualifier the version, attempt or authorization that it belongs to
 */
public record AssociatedData(String recordType, String key, String field, String qualifier) {

  /** The one byte form: each part after its length, so that no two different values are alike. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String part : List.of(recordType, key, field, qualifier)) {
      byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
      out.writeBytes(utf8);
    }
    return out.toByteArray();
  }
}
