// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the server's certificate is.
 *
 * @param certificate PEM file: the server's certificate, then those that it is signed by
 * @param key PEM file: its private key, PKCS #8 or PKCS #1, not encrypted
 * @param lookEvery how often it is looked whether they have changed
 */
public record TlsFiles(Path certificate, Path key, Duration lookEvery) {
  private static final Duration DEFAULT_LOOK_EVERY = Duration.ofSeconds(30);

  /** Files that are looked at every 30 s. */
  public TlsFiles(Path certificate, Path key) {
    this(certificate, key, DEFAULT_LOOK_EVERY);
  }

  /**
   * Reads the files as a start does, and drops what it read. Blocks.
   *
   * @throws IllegalArgumentException if they can't be used; the message says which and why
   */
  public void check() {
    Vertx vertx = Vertx.vertx();
    try {
      Certificate unused = Certificate.read(vertx, this);
    } finally {
      var unused = vertx.close();
    }
  }
}
