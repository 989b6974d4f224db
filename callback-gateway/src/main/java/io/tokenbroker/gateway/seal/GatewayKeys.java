// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.Sealer;

/**
 * All the keys that a gateway has: none of them opens a token.
 *
 * @param sealer for connect links and cookies
 * @param opener the other direction
 * @param brokerInbox for codes and verifiers, which only the broker can open
 */
public record GatewayKeys(Sealer sealer, Opener opener, Sealer brokerInbox) {
  /**
   * Reads the keysets that a gateway needs, and no other.
   *
   * @throws io.tokenbroker.secrets.KeysetException if one is missing or does not open
   */
  public static GatewayKeys from(KeysetFolder keysets) {
    return new GatewayKeys(
        keysets.sealer(KeysetName.GATEWAY),
        keysets.opener(KeysetName.GATEWAY),
        keysets.brokerInboxStreamSealer());
  }
}
