// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiKeyFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The keys of a file, which is made if it is missing. */
final class KeyFileStore implements ApiKeyStore {
  private final ApiKeyFile file;

  KeyFileStore(Path path) {
    this.file = new ApiKeyFile(path);
  }

  @Override
  public List<ApiKey> keys() {
    return trying(file::readIfThere);
  }

  @Override
  public void put(ApiKey key) {
    trying(
        () -> {
          file.put(key);
          return key;
        });
  }

  @Override
  public void remove(String id) {
    trying(
        () -> {
          file.remove(id);
          return id;
        });
  }

  private static <T> T trying(Supplier<T> action) {
    try {
      return action.get();
    } catch (ApiKeyFileException e) {
      throw new CliException(String.valueOf(e.getMessage()), e);
    }
  }
}
