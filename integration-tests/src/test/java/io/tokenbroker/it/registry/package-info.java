// SPDX-License-Identifier: Apache-2.0
/** A registry server that others wrote, as a process, and Confluent's own client. */
@NullMarked
package io.tokenbroker.it.registry;

import org.jspecify.annotations.NullMarked;
