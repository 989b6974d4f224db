// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

/**
 * How much is asked of providers at once.
 *
 * @param places calls that are out, in all; 2 to 100,000
 * @param reservedPlaces of these, for calls that a person waits for
 * @param placesPerProvider calls that are out to one provider; at most half of all count
 * @param reservedPerProvider of these, for calls that a person waits for
 * @param failuresToOpen failures in a row after which a connector's calls are held back; 1 to 1,000
 */
public record ProviderLimits(
    int places,
    int reservedPlaces,
    int placesPerProvider,
    int reservedPerProvider,
    int failuresToOpen) {
  public ProviderLimits {
    require(places >= 2 && places <= 100_000, "places in all must be 2 to 100000, not " + places);
    require(
        placesPerProvider >= 2 && placesPerProvider <= 100_000,
        "places of a provider must be 2 to 100000, not " + placesPerProvider);
    require(
        reservedPlaces >= 0 && reservedPlaces < places,
        "reserved places must be fewer than " + places + ", not " + reservedPlaces);
    require(
        reservedPerProvider >= 0 && reservedPerProvider < placesPerProvider,
        "reserved places of a provider must be fewer than "
            + placesPerProvider
            + ", not "
            + reservedPerProvider);
    require(
        failuresToOpen >= 1 && failuresToOpen <= 1_000,
        "failures in a row must be 1 to 1000, not " + failuresToOpen);
  }

  /** What suits one process. */
  public static ProviderLimits defaults() {
    return of(1024, 512, 10);
  }

  /** These limits, with a sixteenth of the places reserved. */
  public static ProviderLimits of(int places, int placesPerProvider, int failuresToOpen) {
    return new ProviderLimits(
        places, places / 16, placesPerProvider, placesPerProvider / 16, failuresToOpen);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
