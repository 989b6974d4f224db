// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.nio.file.Path;
import java.util.Optional;

/** The gateway's certificate. */
@Section(
    value = "TLS",
    order = 110,
    text =
        "Without a certificate the gateway listens in plain text, for a proxy that ends TLS. With"
            + " one the public URL must be set, and be https.")
public interface TlsConfig {
  String LOOKED_AT =
      "the file is looked at every 30 s; a new pair is used for new connections, a pair that can't"
          + " be used is left (`/readyz` and the log say so)";

  @Meaning(
      value = "PEM file with the certificate and its chain",
      otherwise = "plain text",
      needs = {"tls.key", "public-url"},
      atRunTime = LOOKED_AT)
  Optional<Path> certificate();

  @Meaning(
      value = "PEM file with the certificate's private key",
      otherwise = "plain text",
      needs = "tls.certificate",
      atRunTime = LOOKED_AT)
  Optional<Path> key();
}
