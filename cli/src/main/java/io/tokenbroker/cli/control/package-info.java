// SPDX-License-Identifier: Apache-2.0
/** How an operator holds provider calls back, and says where a deployment is at home. */
@NullMarked
package io.tokenbroker.cli.control;

import org.jspecify.annotations.NullMarked;
