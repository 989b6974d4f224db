// SPDX-License-Identifier: Apache-2.0
/**
 * Who sits at the browser: sessions of people, and how they log in at the deployment's OpenID
 * provider.
 */
@NullMarked
package io.tokenbroker.gateway.session;

import org.jspecify.annotations.NullMarked;
