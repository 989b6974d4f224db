// SPDX-License-Identifier: Apache-2.0
/** Tests of the start page. */
@NullMarked
package io.tokenbroker.standalone.dev;

import org.jspecify.annotations.NullMarked;
