// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ways in which a secret could be written down. */
final class SecretForms {
  private SecretForms() {}

  /** By name. */
  static Map<String, byte[]> of(byte[] secret) {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("raw", secret);
    String text = new String(secret, StandardCharsets.ISO_8859_1);
    String urlEncoded = URLEncoder.encode(text, StandardCharsets.ISO_8859_1);
    if (!urlEncoded.equals(text)) {
      forms.put("URL-encoded", ascii(urlEncoded));
    }
    forms.put("hex", ascii(HexFormat.of().formatHex(secret)));
    forms.put("HEX", ascii(HexFormat.of().withUpperCase().formatHex(secret)));
    for (int before = 0; before < 3; before++) {
      forms.put("base64+" + before, within(Base64.getEncoder(), secret, before));
      forms.put("base64url+" + before, within(Base64.getUrlEncoder(), secret, before));
    }
    // The bytes that both byte orders have in common.
    forms.put(
        "UTF-16", Arrays.copyOf(text.getBytes(StandardCharsets.UTF_16LE), 2 * secret.length - 1));
    return forms;
  }

  /**
   * The part of an encoding that is the same whatever stands around the secret, if that begins so
   * many bytes into a group of three.
   */
  private static byte[] within(Base64.Encoder encoder, byte[] secret, int before) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    plain.write(new byte[before], 0, before);
    plain.write(secret, 0, secret.length);
    String encoded = encoder.withoutPadding().encodeToString(plain.toByteArray());
    int firstOfSecretAlone = before == 0 ? 0 : before + 1;
    return ascii(encoded.substring(firstOfSecretAlone, plain.size() / 3 * 4));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
