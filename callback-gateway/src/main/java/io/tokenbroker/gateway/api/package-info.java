// SPDX-License-Identifier: Apache-2.0
/** What applications call: API keys, the routes under {@code /v1}, and problem details. */
@NullMarked
package io.tokenbroker.gateway.api;

import org.jspecify.annotations.NullMarked;
