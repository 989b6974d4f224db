// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.hybrid.HybridConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A folder with one file per keyset, each wrapped by the key-encryption key with its own name as
 * associated data. A process needs only the files that it opens. Thread-safe.
 */
public final class KeysetFolder {
  private static final String AEAD_TEMPLATE = "AES256_GCM";
  private static final String HPKE_TEMPLATE = "DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM";

  private final Path folder;
  private final KeyEncryptionKey kek;

  /** Nothing is read until a keyset is asked for. */
  public KeysetFolder(Path folder, KeyEncryptionKey kek) {
    registerTink();
    this.folder = folder;
    this.kek = kek;
  }

  /**
   * Makes every keyset, in a folder that holds none yet.
   *
   * @throws KeysetException if one is there already, or the folder can't be written
   */
  public static KeysetFolder create(Path folder, KeyEncryptionKey kek) {
    KeysetFolder keysets = new KeysetFolder(folder, kek);
    for (KeysetName name : KeysetName.values()) {
      if (Files.exists(folder.resolve(name.fileName()))) {
        throw new KeysetException("a keyset is there already: " + folder.resolve(name.fileName()));
      }
    }
    try {
      Files.createDirectories(folder);
      keysets.write(KeysetName.BROKER, generate(AEAD_TEMPLATE));
      keysets.write(KeysetName.EXECUTORS, generate(AEAD_TEMPLATE));
      keysets.write(KeysetName.GATEWAY, generate(AEAD_TEMPLATE));
      KeysetHandle inbox = generate(HPKE_TEMPLATE);
      keysets.write(KeysetName.BROKER_INBOX, inbox);
      PrivateFiles.writeNew(
          folder.resolve(KeysetName.BROKER_INBOX_PUBLIC.fileName()),
          TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(inbox.getPublicKeysetHandle()));
    } catch (IOException | GeneralSecurityException e) {
      throw new KeysetException("could not make the keysets in " + folder, e);
    }
    return keysets;
  }

  /** Why the keysets could not be read now; empty if they could. Looks at the files' modes only. */
  public Optional<String> trouble() {
    if (!Files.isReadable(folder)) {
      return Optional.of("the folder of keysets can't be read: " + folder);
    }
    return Arrays.stream(KeysetName.values())
        .filter(this::holds)
        .map(name -> folder.resolve(name.fileName()))
        .filter(file -> !Files.isReadable(file))
        .findFirst()
        .map(file -> "a keyset can't be read: " + file)
        .or(
            () ->
                Arrays.stream(KeysetName.values()).noneMatch(this::holds)
                    ? Optional.of("the folder holds no keyset: " + folder)
                    : Optional.empty());
  }

  /** Whether the folder holds the keyset. */
  public boolean holds(KeysetName name) {
    return Files.exists(folder.resolve(name.fileName()));
  }

  /** Seals for a symmetric keyset. */
  public Sealer sealer(KeysetName name) {
    return aead(name);
  }

  /** Opens with a symmetric keyset. */
  public Opener opener(KeysetName name) {
    return aead(name);
  }

  /**
   * Seals what only the broker can open (HPKE, RFC 9180), each value with the public key. Needs no
   * key-encryption key.
   */
  public Sealer brokerInboxSealer() {
    SealedForm.Primitive hpke = inboxEncryption();
    return (plaintext, data) -> SealedForm.seal(hpke, plaintext, data);
  }

  /**
   * The same for a process that seals all the time: a fresh symmetric key, which is sealed with the
   * public key and goes along, serves for a minute. Needs no key-encryption key.
   */
  public Sealer brokerInboxStreamSealer() {
    return new InboxSealer(inboxEncryption());
  }

  /** The broker's side of {@link #brokerInboxSealer} and {@link #brokerInboxStreamSealer}. */
  public Opener brokerInboxOpener() {
    NativeCurve.install();
    try {
      KeysetHandle handle = load(KeysetName.BROKER_INBOX);
      HybridDecrypt hpke = handle.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
      return new InboxOpener(hpke::decrypt, SealedForm.keyIds(handle));
    } catch (GeneralSecurityException e) {
      throw unusable(KeysetName.BROKER_INBOX, e);
    }
  }

  private SealedForm.Primitive inboxEncryption() {
    NativeCurve.install();
    try {
      return TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(
                  read(KeysetName.BROKER_INBOX_PUBLIC))
              .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class)
          ::encrypt;
    } catch (GeneralSecurityException e) {
      throw unusable(KeysetName.BROKER_INBOX_PUBLIC, e);
    }
  }

  private AeadBox aead(KeysetName name) {
    try {
      return new AeadBox(load(name));
    } catch (GeneralSecurityException e) {
      throw unusable(name, e);
    }
  }

  private KeysetHandle load(KeysetName name) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseEncryptedKeyset(
        read(name), kek.aead(), name.fileName().getBytes(StandardCharsets.UTF_8));
  }

  private void write(KeysetName name, KeysetHandle keyset) throws GeneralSecurityException {
    PrivateFiles.writeNew(
        folder.resolve(name.fileName()),
        TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
            keyset, kek.aead(), name.fileName().getBytes(StandardCharsets.UTF_8)));
  }

  private String read(KeysetName name) {
    Path file = folder.resolve(name.fileName());
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new KeysetException(
          "could not read the keyset " + file + "; 'tokenbroker keys init' makes one", e);
    }
  }

  private KeysetException unusable(KeysetName name, GeneralSecurityException cause) {
    return new KeysetException(
        "could not open the keyset "
            + folder.resolve(name.fileName())
            + ": it is damaged, or wrapped with another key-encryption key",
        cause);
  }

  private static KeysetHandle generate(String template) throws GeneralSecurityException {
    return KeysetHandle.generateNew(KeyTemplates.get(template));
  }

  private static void registerTink() {
    try {
      AeadConfig.register();
      HybridConfig.register();
    } catch (GeneralSecurityException e) {
      throw new KeysetException("could not set up the cryptography library", e);
    }
  }
}
