// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The values of {@code grant_type} that the token endpoint knows. */
public enum GrantType {
  /** RFC 6749 section 4.1.3. */
  AUTHORIZATION_CODE("authorization_code"),
  /** RFC 6749 section 6. */
  REFRESH_TOKEN("refresh_token"),
  /** RFC 6749 section 4.4.2. */
  CLIENT_CREDENTIALS("client_credentials"),
  /** RFC 8628 section 3.4. */
  DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code"),
  /** RFC 8693 section 2.1. */
  TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange");

  private final String parameter;

  GrantType(String parameter) {
    this.parameter = parameter;
  }

  /** The value as it stands in a request. */
  public String parameter() {
    return parameter;
  }

  /** All values, as they stand in requests. */
  static List<String> parameters() {
    return Arrays.stream(values()).map(GrantType::parameter).toList();
  }

  static Optional<GrantType> of(String parameter) {
    return Arrays.stream(values()).filter(type -> type.parameter.equals(parameter)).findFirst();
  }
}
