// SPDX-License-Identifier: Apache-2.0
/** {@code tokenbroker api-keys}: the keys that applications call the gateway with. */
@NullMarked
package io.tokenbroker.standalone.apikey;

import org.jspecify.annotations.NullMarked;
