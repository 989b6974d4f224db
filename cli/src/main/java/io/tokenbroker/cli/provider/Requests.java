// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RequestFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What requests to a provider's endpoints look like. Immutable.
 *
 * @param tokenParameters further parameters of all token requests
 * @param refreshParameters further parameters of refresh requests; they win
 * @param headers further headers
 * @param format how parameters are written
 * @param parameterNames the provider's names of parameters, by their standard name
 * @param perMinute how many requests the provider allows in a minute
 * @param proofOfPossession whether tokens are bound to a key (RFC 9449)
 * @param subjectTokenType {@code subject_token_type} of token exchange (RFC 8693, 3)
 */
public record Requests(
    Map<String, String> tokenParameters,
    Map<String, String> refreshParameters,
    Map<String, String> headers,
    RequestFormat format,
    Map<String, String> parameterNames,
    Optional<Integer> perMinute,
    ProofOfPossession proofOfPossession,
    Optional<String> subjectTokenType) {
  /** What holds where a file says nothing. */
  public static final Requests DEFAULTS =
      new Requests(
          Map.of(),
          Map.of(),
          Map.of(),
          RequestFormat.FORM,
          Map.of(),
          Optional.empty(),
          ProofOfPossession.NONE,
          Optional.empty());

  public Requests {
    tokenParameters = Map.copyOf(tokenParameters);
    refreshParameters = Map.copyOf(refreshParameters);
    headers = Map.copyOf(headers);
    parameterNames = Map.copyOf(parameterNames);
  }

  public Requests withProofOfPossession(ProofOfPossession other) {
    return new Requests(
        tokenParameters,
        refreshParameters,
        headers,
        format,
        parameterNames,
        perMinute,
        other,
        subjectTokenType);
  }
}
