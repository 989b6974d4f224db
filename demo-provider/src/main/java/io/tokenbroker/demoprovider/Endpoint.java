// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What of a provider can be scripted. */
public enum Endpoint {
  /** Where a browser arrives with a request, and gets the consent page (RFC 6749 section 3.1). */
  AUTHORIZATION("authorization"),
  /** The answer to the decision on that page: the redirect to the client (section 4.1.2). */
  CALLBACK("callback"),
  /** RFC 6749 section 3.2. */
  TOKEN("token"),
  /** RFC 7009. */
  REVOCATION("revocation"),
  /** RFC 9126. */
  PUSHED_AUTHORIZATION("pushed-authorization"),
  /** RFC 8628 section 3.1. */
  DEVICE_AUTHORIZATION("device-authorization"),
  /** A protected resource (RFC 6750). */
  USERINFO("userinfo"),
  /** RFC 8414. */
  METADATA("metadata");

  private final String scriptName;

  Endpoint(String scriptName) {
    this.scriptName = scriptName;
  }

  /** As scripts have it. */
  public String scriptName() {
    return scriptName;
  }

  static Optional<Endpoint> of(String scriptName) {
    return Arrays.stream(values())
        .filter(endpoint -> endpoint.scriptName.equals(scriptName))
        .findFirst();
  }

  static List<String> scriptNames() {
    return Arrays.stream(values()).map(Endpoint::scriptName).toList();
  }
}
