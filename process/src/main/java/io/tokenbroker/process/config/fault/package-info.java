// SPDX-License-Identifier: Apache-2.0
/** What is wrong with a configuration, told without any secret. */
@NullMarked
package io.tokenbroker.process.config.fault;

import org.jspecify.annotations.NullMarked;
