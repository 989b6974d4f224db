// SPDX-License-Identifier: Apache-2.0
/** Why a grant does not work: from facts to findings, without Kafka, HTTP or a clock. */
@NullMarked
package io.tokenbroker.cli.explain;

import org.jspecify.annotations.NullMarked;
