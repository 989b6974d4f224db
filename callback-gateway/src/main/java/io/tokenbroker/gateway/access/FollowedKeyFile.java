// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key file that is read again when it changes. While it can't be read, the keys that it held last
 * go on working. The file is looked at on a thread of its own. Thread-safe.
 */
public final class FollowedKeyFile implements ApiKeySource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FollowedKeyFile.class);

  private final ApiKeyFile file;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "api-key-file");
            thread.setDaemon(true);
            return thread;
          });
  private volatile String content;
  private volatile FixedApiKeys keys;
  private volatile Optional<String> trouble = Optional.empty();

  private FollowedKeyFile(ApiKeyFile file) {
    this.file = file;
    this.content = file.content();
    this.keys = new FixedApiKeys(file.parse(content));
  }

  /**
   * Reads the file and follows it.
   *
   * @param lookEvery how soon a change counts
   * @throws ApiKeyFileException if it can't be read now
   */
  public static FollowedKeyFile follow(ApiKeyFile file, Duration lookEvery) {
    FollowedKeyFile followed = new FollowedKeyFile(file);
    var unused =
        followed.looking.scheduleWithFixedDelay(
            followed::look, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
    return followed;
  }

  @Override
  public Optional<ApiKey> find(String id) {
    return keys.find(id);
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  /** Why the file, as it is now, can't be used; the keys before it are in force. */
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }

  private void look() {
    try {
      String now = file.content();
      if (!now.equals(content)) {
        keys = new FixedApiKeys(file.parse(now));
        content = now;
        log.atInfo().log("the API key file was read again");
      }
      trouble = Optional.empty();
    } catch (ApiKeyFileException e) {
      String why = String.valueOf(e.getMessage());
      if (!trouble.equals(Optional.of(why))) {
        log.atWarn().addKeyValue("error", why).log("the former API keys stay in force");
      }
      trouble = Optional.of(why);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("the API key file could not be looked at");
      trouble = Optional.of("could not look at the API key file: " + e);
    }
  }
}
