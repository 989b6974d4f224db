// SPDX-License-Identifier: Apache-2.0
/**
 * Containers in the place of what tests otherwise start themselves: {@code mvn verify
 * -Pcontainers}.
 */
@NullMarked
package io.tokenbroker.it.container;

import org.jspecify.annotations.NullMarked;
