// SPDX-License-Identifier: Apache-2.0
/** What applications call: the routes under {@code /v1}, who may use them, and problem details. */
@NullMarked
package io.tokenbroker.gateway.api;

import org.jspecify.annotations.NullMarked;
