// SPDX-License-Identifier: Apache-2.0
/** A Kafka cluster as it is in production: three processes, TLS, SASL, an authorizer and ACLs. */
@NullMarked
package io.tokenbroker.it.secured;

import org.jspecify.annotations.NullMarked;
