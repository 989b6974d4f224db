// SPDX-License-Identifier: Apache-2.0
/** Secrets in memory, and how they are sealed before they enter Kafka, a cookie or a file. */
@NullMarked
package io.tokenbroker.secrets;

import org.jspecify.annotations.NullMarked;
