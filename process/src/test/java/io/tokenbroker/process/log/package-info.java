// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tokenbroker.process.log;

import org.jspecify.annotations.NullMarked;
