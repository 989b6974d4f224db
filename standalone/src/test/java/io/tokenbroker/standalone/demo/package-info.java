// SPDX-License-Identifier: Apache-2.0
/** Tests of the story, on the whole system. */
@NullMarked
package io.tokenbroker.standalone.demo;

import org.jspecify.annotations.NullMarked;
