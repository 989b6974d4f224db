// SPDX-License-Identifier: Apache-2.0
/**
 * Calls to those who say who somebody is: the issuer of callers' tokens and the provider at which
 * people log in. The rest of the gateway calls nobody.
 */
@NullMarked
package io.tokenbroker.gateway.issuer;

import org.jspecify.annotations.NullMarked;
