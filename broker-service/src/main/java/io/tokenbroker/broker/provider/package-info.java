// SPDX-License-Identifier: Apache-2.0
/** The provider caller: claims an attempt, makes the HTTP call, publishes its one result. */
@NullMarked
package io.tokenbroker.broker.provider;

import org.jspecify.annotations.NullMarked;
