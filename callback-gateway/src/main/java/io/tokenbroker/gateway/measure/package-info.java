// SPDX-License-Identifier: Apache-2.0
/** What the gateway tells of itself as metrics. */
@NullMarked
package io.tokenbroker.gateway.measure;

import org.jspecify.annotations.NullMarked;
