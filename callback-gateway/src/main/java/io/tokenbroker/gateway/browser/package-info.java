// SPDX-License-Identifier: Apache-2.0
/** What all routes for browsers share: refusals, and forms that only our own pages can send. */
@NullMarked
package io.tokenbroker.gateway.browser;

import org.jspecify.annotations.NullMarked;
