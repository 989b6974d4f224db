// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import java.net.URI;
import java.util.Optional;

/**
 * Where a process sends its spans.
 *
 * @param endpoint the collector's URL for traces (OTLP over HTTP); empty: tracing is off
 * @param sampleRatio the share of the traces begun here that are recorded, 0 to 1; a trace that
 *     came with a record or a request goes on as it was begun
 */
public record TracingSettings(Optional<URI> endpoint, double sampleRatio) {
  public static final TracingSettings OFF = new TracingSettings(Optional.empty(), 1.0);

  private static final String DEFAULT_PATH = "/v1/traces";

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public TracingSettings {
    if (!(sampleRatio >= 0 && sampleRatio <= 1)) {
      throw new IllegalArgumentException("a sample ratio is 0 to 1, not " + sampleRatio);
    }
    endpoint = endpoint.map(TracingSettings::checked);
  }

  private static URI checked(URI url) {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw new IllegalArgumentException("the collector's URL starts with http:// or https://");
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("the collector's URL has no user, query or fragment");
    }
    boolean hasPath = url.getRawPath().length() > 1;
    return hasPath ? url : url.resolve(DEFAULT_PATH);
  }
}
