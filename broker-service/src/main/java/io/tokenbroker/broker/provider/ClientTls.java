// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.secrets.Secret;

/**
 * The key and certificate by which a provider knows its client (tls_client_auth, RFC 8705, 2.1).
 *
 * @param privateKey PKCS#8, PEM
 * @param certificateChain PEM, the client's own first
 */
record ClientTls(Secret privateKey, String certificateChain) {}
