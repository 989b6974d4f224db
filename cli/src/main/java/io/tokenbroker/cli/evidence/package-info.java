// SPDX-License-Identifier: Apache-2.0
/** Gathers what is known about a grant: from the broker, from Kafka, from the topics. */
@NullMarked
package io.tokenbroker.cli.evidence;

import org.jspecify.annotations.NullMarked;
