// SPDX-License-Identifier: Apache-2.0
/**
 * A search for secrets in everything that the system leaves on disk, in Kafka and in its output.
 */
@NullMarked
package io.tokenbroker.it.hunt;

import org.jspecify.annotations.NullMarked;
