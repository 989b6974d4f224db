// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.provider.response.ErrorTable;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RevocationStyle;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a revocation endpoint answered (RFC 7009, 2.2). A token that the provider does not
 * know, or no longer, is revoked.
 */
final class RevocationReader {
  private static final Set<Integer> GONE = Set.of(404, 410);

  private RevocationReader() {}

  static CallOutcome read(ConnectorDefined connector, DecodedAnswer answer) {
    if (answer.isSuccess()) {
      return new CallOutcome.Succeeded(Optional.empty());
    }
    CallOutcome.Failed failure = answer.failed();
    return (isDelete(connector) && GONE.contains(failure.httpStatus()))
            || (failure.httpStatus() < 500 && ErrorTable.isRevokedAlready(failure.error()))
        ? new CallOutcome.Succeeded(Optional.empty())
        : failure;
  }

  /** What is deleted is the token itself; RFC 7009's endpoint is never one that is missing. */
  private static boolean isDelete(ConnectorDefined connector) {
    RevocationStyle style = connector.getRevocationStyle();
    return style != RevocationStyle.RFC7009 && style != RevocationStyle.POST_BEARER;
  }
}
