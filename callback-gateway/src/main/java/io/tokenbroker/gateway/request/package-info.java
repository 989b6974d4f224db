// SPDX-License-Identifier: Apache-2.0
/** What is known of a request beside its parameters: where it came from, and what it was about. */
@NullMarked
package io.tokenbroker.gateway.request;

import org.jspecify.annotations.NullMarked;
