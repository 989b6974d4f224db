// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/**
 * What a code stands for until it is exchanged (RFC 6749 section 4.1.2).
 *
 * @param codeChallenge the S256 challenge of RFC 7636
 */
record IssuedCode(
    String clientId, String redirectUri, String codeChallenge, String scope, Account account) {}
