// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a gateway whether it is ready. */
final class GatewayProbe {
  private static final String NAME = "gateway";
  private static final int SHOWN = 200;
  private static final int OK = 200;

  private GatewayProbe() {}

  /**
   * Looks. What the URL says of a user and a password is neither sent nor told; of the answer only
   * the beginning is read.
   *
   * @param timeout the longest wait for the connection, and for the answer to begin
   */
  static Result look(URI gateway, Duration timeout) throws IOException, InterruptedException {
    URI ready = URI.create(gateway.toString().replaceAll("//[^/]*@", "//")).resolve("/readyz");
    HttpResponse<InputStream> answer =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .build()
            .send(
                HttpRequest.newBuilder(ready).timeout(timeout).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    String detail = ready + " says " + answer.statusCode();
    try (InputStream body = answer.body()) {
      return answer.statusCode() == OK
          ? Result.ok(NAME, detail)
          : Result.fail(
              NAME,
              detail + ": " + new String(body.readNBytes(SHOWN), StandardCharsets.UTF_8),
              "the answer says what it waits for; read the log of callback-gateway");
    }
  }
}
