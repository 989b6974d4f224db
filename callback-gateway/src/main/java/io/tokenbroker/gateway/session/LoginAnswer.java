// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the provider sends back with the browser (OpenID Connect Core 1.0, 3.1.2.5).
 *
 * @param state whose login it answers
 * @param code what the person's claims are traded for
 * @param issuer who answers (RFC 9207)
 * @param isError whether the provider says no
 */
record LoginAnswer(
    Optional<Secret> state, Optional<Secret> code, Optional<String> issuer, boolean isError) {

  private static final List<String> PARAMETERS = List.of("state", "code", "iss", "error");

  /**
   * Reads it.
   *
   * @throws RefusedException if a parameter comes twice (RFC 6749, 3.1)
   */
  static LoginAnswer of(MultiMap query) {
    if (PARAMETERS.stream().anyMatch(name -> query.getAll(name).size() > 1)) {
      throw refused("login_duplicate_parameter", NoticeText.LOGIN_FAILED);
    }
    return new LoginAnswer(
        single(query, "state").map(Secret::of),
        single(query, "code").map(Secret::of),
        single(query, "iss"),
        query.contains("error"));
  }

  /**
   * The code, if the answer is the provider's (mix-up: RFC 9207, 2.4).
   *
   * @throws RefusedException if it is another's, an error, or has none
   */
  Secret codeOf(URI expectedIssuer, ProviderMetadata metadata) {
    boolean missing = issuer.isEmpty() && metadata.sendsIssuer();
    boolean other = issuer.filter(is -> !is.equals(expectedIssuer.toString())).isPresent();
    if (missing || other) {
      throw refused("login_issuer_mismatch", NoticeText.LOGIN_FAILED);
    }
    if (isError) {
      throw refused("login_refused_by_issuer", NoticeText.LOGIN_REFUSED);
    }
    return code.orElseThrow(() -> refused("login_without_code", NoticeText.LOGIN_FAILED));
  }

  private static Optional<String> single(MultiMap query, String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  private static RefusedException refused(String reason, NoticeText text) {
    return new RefusedException(reason, Notice.bad(400, text));
  }
}
