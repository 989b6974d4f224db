// SPDX-License-Identifier: Apache-2.0
/**
 * The rules about grants, as pure functions: a state, an input and the time give the next state and
 * what is to be done. No Kafka, no HTTP and no clock are known here.
 */
@NullMarked
package io.tokenbroker.broker.lifecycle;

import org.jspecify.annotations.NullMarked;
