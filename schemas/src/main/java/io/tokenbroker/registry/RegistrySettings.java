// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where the schema registry is. Immutable; its text form shows no credential.
 *
 * @param urls base URLs of the Confluent API, in the order in which they are tried; 1 to 16, http
 *     or https, without credentials in them
 * @param authentication who we are
 * @param tls whom we trust
 * @param autoRegister whether a schema that the registry lacks is registered by the process that
 *     wants to write it; off in production, where a pipeline runs {@code tokenbroker schemas
 *     register}
 * @param requestTimeout the longest wait for one answer of one URL, 10 ms to 60 s
 * @param deadline the longest that one operation may take, all URLs and repetitions together; at
 *     least the request time-out
 */
public record RegistrySettings(
    List<URI> urls,
    RegistryAuthentication authentication,
    RegistryTls tls,
    boolean autoRegister,
    Duration requestTimeout,
    Duration deadline) {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MAX_URLS = 16;

  public RegistrySettings {
    if (urls.isEmpty() || urls.size() > MAX_URLS) {
      throw new IllegalArgumentException("1 to " + MAX_URLS + " registry URLs, not " + urls.size());
    }
    urls = urls.stream().map(RegistrySettings::checked).toList();
    if (requestTimeout.toMillis() < 10 || requestTimeout.toSeconds() > 60) {
      throw new IllegalArgumentException("a request time-out is 10 ms to 60 s");
    }
    if (deadline.compareTo(requestTimeout) < 0) {
      throw new IllegalArgumentException("the deadline is at least the request time-out");
    }
  }

  /** Settings for these URLs, with defaults for all else. */
  public static RegistrySettings of(List<URI> urls) {
    return new RegistrySettings(
        urls,
        new RegistryAuthentication.None(),
        RegistryTls.DEFAULT,
        false,
        REQUEST_TIMEOUT,
        DEADLINE);
  }

  public RegistrySettings withAuthentication(RegistryAuthentication other) {
    return new RegistrySettings(urls, other, tls, autoRegister, requestTimeout, deadline);
  }

  public RegistrySettings withTls(RegistryTls other) {
    return new RegistrySettings(
        urls, authentication, other, autoRegister, requestTimeout, deadline);
  }

  public RegistrySettings withAutoRegister(boolean on) {
    return new RegistrySettings(urls, authentication, tls, on, requestTimeout, deadline);
  }

  public RegistrySettings withTimeouts(Duration request, Duration operation) {
    return new RegistrySettings(urls, authentication, tls, autoRegister, request, operation);
  }

  /** The texts of the errors never repeat the URL: it may hold a password. */
  private static URI checked(URI url) {
    String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme) || url.getHost() == null) {
      throw new IllegalArgumentException("a registry's URL is http://HOST... or https://HOST...");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a registry's URL holds no credentials: a password or token belongs in a file");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("a registry's URL has neither query nor fragment");
    }
    return URI.create(url.toString().replaceAll("/+$", ""));
  }
}
