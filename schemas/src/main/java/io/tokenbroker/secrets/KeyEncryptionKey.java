// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * Wraps the keysets: 32 random bytes from a file or an environment variable, in base64; or any
 * {@link Aead}, which is how a KMS is used (Tink's KmsClient gives one). Thread-safe.
 */
public final class KeyEncryptionKey {
  /** Environment variable with the key itself, in base64. */
  public static final String VARIABLE = "TOKENBROKER_KEK";

  /** Environment variable with the path of a file that holds the key, in base64. */
  public static final String FILE_VARIABLE = "TOKENBROKER_KEK_FILE";

  private static final int KEY_BYTES = 32;

  private final Aead aead;

  /** A key that is held elsewhere, for example in a KMS. */
  public KeyEncryptionKey(Aead aead) {
    this.aead = aead;
  }

  /**
   * Takes the key from {@link #VARIABLE} or {@link #FILE_VARIABLE}.
   *
   * @throws KeysetException if neither is set, both are, or the key is not 32 bytes of base64
   */
  public static KeyEncryptionKey fromEnvironment(Map<String, String> environment) {
    boolean direct = environment.containsKey(VARIABLE);
    boolean file = environment.containsKey(FILE_VARIABLE);
    if (direct == file) {
      throw new KeysetException(
          "set exactly one of "
              + VARIABLE
              + " (32 bytes in base64) and "
              + FILE_VARIABLE
              + " (a file with them): without a key-encryption key nothing starts");
    }
    return direct
        ? fromBase64(environment.getOrDefault(VARIABLE, ""), VARIABLE)
        : fromFile(Path.of(environment.getOrDefault(FILE_VARIABLE, "")));
  }

  /** Reads the key from a file. */
  public static KeyEncryptionKey fromFile(Path file) {
    try {
      return fromBase64(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new KeysetException("could not read the key-encryption key from " + file, e);
    }
  }

  /** Makes a key and writes it to a new file that only its owner may read. */
  public static KeyEncryptionKey createFile(Path file) {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    PrivateFiles.writeNew(file, Base64.getEncoder().encodeToString(key) + "\n");
    return fromBytes(key);
  }

  Aead aead() {
    return aead;
  }

  /**
   * Takes the key from a text.
   *
   * @param source where it comes from, for the error
   * @throws KeysetException if it is not 32 bytes of base64
   */
  public static KeyEncryptionKey fromBase64(String text, String source) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      // The cause quotes a character of the key: leave it out.
      throw new KeysetException("the key-encryption key in " + source + " is not base64");
    }
    if (key.length != KEY_BYTES) {
      throw new KeysetException(
          "the key-encryption key in " + source + " has " + key.length + " bytes instead of 32");
    }
    return fromBytes(key);
  }

  @AccessesPartialKey
  private static KeyEncryptionKey fromBytes(byte[] key) {
    try {
      AeadConfig.register();
      AesGcmParameters parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(KEY_BYTES)
              .setIvSizeBytes(12)
              .setTagSizeBytes(16)
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      AesGcmKey aesKey =
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
              .build();
      KeysetHandle handle =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(aesKey).withRandomId().makePrimary())
              .build();
      return new KeyEncryptionKey(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
    } catch (GeneralSecurityException e) {
      throw new KeysetException("could not use the key-encryption key", e);
    }
  }
}
