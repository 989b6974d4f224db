// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import io.tokenbroker.secrets.Secret;
import java.util.ArrayList;
import java.util.List;

/**
 * A token of a grant that its provider is sent to be revoked.
 *
 * @param token the token
 * @param isRefreshToken its kind
 * @param isLatest whether a refresh in flight may bring its successor
 */
record Revocable(Secret token, boolean isRefreshToken, boolean isLatest) {

  /** Those of a grant, in the order in which they are sent. */
  static List<Revocable> of(List<Secret> refreshTokens, Secret accessToken, RevokedTokens which) {
    List<Revocable> all = new ArrayList<>();
    if (which != RevokedTokens.ACCESS_TOKEN && !refreshTokens.isEmpty()) {
      // Those in reserve are good too, so each is revoked.
      refreshTokens.stream().skip(1).forEach(one -> all.add(new Revocable(one, true, false)));
      all.add(new Revocable(refreshTokens.get(0), true, true));
    }
    boolean withAccessToken =
        switch (which) {
          case ACCESS_TOKEN, BOTH -> true;
          case REFRESH_TOKEN -> false;
          case ONE -> refreshTokens.isEmpty();
        };
    if (withAccessToken) {
      all.add(new Revocable(accessToken, false, true));
    }
    return all;
  }
}
