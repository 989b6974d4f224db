// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.net.URI;

/** Where the provider's endpoints are, by its issuer identifier (RFC 8414 section 2). */
record ProviderUris(URI issuer) {

  static final String AUTHORIZATION = "/authorize";
  static final String TOKEN = "/token";
  static final String REVOCATION = "/revoke";
  static final String TOKEN_IN_PATH = "token";
  static final String REVOCATION_OF_PATH = "/revoke/{token}";
  static final String PUSHED_AUTHORIZATION = "/par";
  static final String DEVICE_AUTHORIZATION = "/device_authorization";
  static final String DEVICE = "/device";
  static final String SCRIPT = "/script";
  static final String REQUESTS = "/requests";
  static final String USERINFO = "/userinfo";
  static final String METADATA = "/.well-known/oauth-authorization-server";
  static final String STYLESHEET = "/style.css";

  static ProviderUris of(String host, int port) {
    String authority = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return new ProviderUris(URI.create("http://" + authority + ":" + port));
  }

  URI at(String path) {
    return issuer.resolve(path);
  }
}
