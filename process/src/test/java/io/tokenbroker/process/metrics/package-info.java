// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tokenbroker.process.metrics;

import org.jspecify.annotations.NullMarked;
