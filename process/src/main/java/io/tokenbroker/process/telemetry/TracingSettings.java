// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import io.tokenbroker.settings.EnvironmentReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a process sends its spans.
 *
 * @param endpoint the collector's URL for traces (OTLP over HTTP); empty: tracing is off
 * @param sampleRatio the share of the traces begun here that are recorded, 0 to 1; a trace that
 *     came with a record or a request goes on as it was begun
 */
public record TracingSettings(Optional<URI> endpoint, double sampleRatio) {
  /** What {@code --help} says of them. */
  public static final String HELP =
      """
        TOKENBROKER_TRACING_ENDPOINT   where traces go, OTLP over HTTP:
                                       http://collector:4318/v1/traces       off
        TOKENBROKER_TRACING_SAMPLE_RATIO
                                       share of traces recorded, 0 to 1      1.0
      """;

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

  /**
   * Reads them from the environment.
   *
   * @throws IllegalArgumentException if one is malformed; the message names it
   */
  public static TracingSettings read(EnvironmentReader reader) {
    double ratio = reader.parsed("TRACING_SAMPLE_RATIO", TracingSettings::ratio).orElse(1.0);
    try {
      // Not read like the others, whose errors repeat what was set: a URL may hold a password.
      return new TracingSettings(
          reader.optional("TRACING_ENDPOINT").map(TracingSettings::url), ratio);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TOKENBROKER_TRACING_ENDPOINT can't be used: " + e.getMessage(), e);
    }
  }

  private static double ratio(String text) {
    double ratio = Double.parseDouble(text);
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("it is 0 to 1");
    }
    return ratio;
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + e.getReason());
    }
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
