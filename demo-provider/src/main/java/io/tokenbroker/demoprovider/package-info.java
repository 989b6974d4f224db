// SPDX-License-Identifier: Apache-2.0
/**
 * A small OAuth 2.0 authorization server (RFC 6749, 6750, 7009, 7523, 7636, 8414, 8628, 8693, 9126,
 * 9207, 9449): the provider of the demo, where a person clicks Allow, and the provider of tests
 * that need one to misbehave on request.
 */
@NullMarked
package io.tokenbroker.demoprovider;

import org.jspecify.annotations.NullMarked;
