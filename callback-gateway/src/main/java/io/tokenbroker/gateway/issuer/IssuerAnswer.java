// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.issuer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An issuer's answer.
 *
 * @param status HTTP status, any
 * @param body at most 256 KiB; may hold tokens
 */
public record IssuerAnswer(int status, String body) {
  /**
   * The body as an object.
   *
   * @param what names it in the message
   * @throws IssuerException if it is none, or can be read in more than one way
   */
  public JsonNode json(String what) {
    return StrictJson.object(body)
        .orElseThrow(() -> new IssuerException(what + " is no JSON object"));
  }

  @Override
  public String toString() {
    return "IssuerAnswer[" + status + "]";
  }
}
