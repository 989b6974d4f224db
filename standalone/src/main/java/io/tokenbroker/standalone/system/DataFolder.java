// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where everything lies in a local system's data folder. What is made here is made whole or not at
 * all, so that a killed start leaves nothing that the next one stumbles over.
 *
 * @param root the folder itself; only its owner may enter it, since it holds the key-encryption key
 */
public record DataFolder(Path root) {
  private static final int CLIENT_SECRET_BYTES = 32;
  private static final String API_KEY_ID = "local";

  /** Where {@link io.tokenbroker.secrets.KeyEncryptionKey#fromFile} finds the key. */
  public Path keyEncryptionKey() {
    return root.resolve("kek");
  }

  public Path keysets() {
    return root.resolve("keys");
  }

  public Path connectors() {
    return root.resolve("connectors.yaml");
  }

  public Path logFile() {
    return root.resolve("tokenbroker.log");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path state() {
    return root.resolve("state");
  }

  Path provider() {
    return root.resolve("demo-provider.json");
  }

  Path apiKeys() {
    return root.resolve("api-keys.yaml");
  }

  Path clientSecret() {
    return root.resolve("demo-client-secret");
  }

  /** Takes away everybody else's access, where the file system knows of it. */
  void makePrivate() {
    if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      } catch (IOException e) {
        throw new StartException(
            "The data folder " + root + " cannot be made private: " + e.getMessage(), e);
      }
    }
  }

  /** The keysets, made at the first start together with the key that wraps them. */
  KeysetFolder openKeysets() {
    if (Files.exists(keysets())) {
      return new KeysetFolder(keysets(), KeyEncryptionKey.fromFile(keyEncryptionKey()));
    }
    Path unfinished = root.resolve("keys.unfinished");
    try {
      deleteTree(unfinished);
      KeyEncryptionKey kek =
          Files.exists(keyEncryptionKey())
              ? KeyEncryptionKey.fromFile(keyEncryptionKey())
              : KeyEncryptionKey.createFile(keyEncryptionKey());
      KeysetFolder.create(unfinished, kek);
      Files.move(unfinished, keysets(), StandardCopyOption.ATOMIC_MOVE);
      return new KeysetFolder(keysets(), kek);
    } catch (IOException e) {
      throw new StartException("The keys could not be made in " + root + ": " + e, e);
    }
  }

  /**
   * The demo client's secret, which stays the same: grants that exist are refreshed with it.
   *
   * @return the text that is registered at the demo provider
   */
  String demoClientSecret() {
    try {
      if (!Files.exists(clientSecret())) {
        byte[] random = new byte[CLIENT_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        Path unfinished = root.resolve("demo-client-secret.unfinished");
        Files.writeString(
            unfinished, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        Files.move(unfinished, clientSecret(), StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(clientSecret(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new StartException(
          "The demo client's secret could not be kept in " + root + ": " + e, e);
    }
  }

  /**
   * A new API key for the demo's tenant, which takes the place of an earlier start's: only a key's
   * hash is kept, so that no start can print it again.
   */
  Secret newApiKey() {
    try {
      Files.deleteIfExists(apiKeys());
    } catch (IOException e) {
      throw new StartException("The API key of an earlier start cannot be replaced: " + e, e);
    }
    return new ApiKeyFile(apiKeys())
        .create(API_KEY_ID, DemoGrant.TENANT, EnumSet.allOf(ApiScope.class), Optional.empty());
  }

  /** Deletes the folder and all that is in it. */
  public void delete() throws IOException {
    deleteTree(root);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
