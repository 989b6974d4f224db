// SPDX-License-Identifier: Apache-2.0
/** Tests of the data folder and the ports. */
@NullMarked
package io.tokenbroker.standalone.system;

import org.jspecify.annotations.NullMarked;
