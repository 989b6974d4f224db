// SPDX-License-Identifier: Apache-2.0
/**
 * The command `tokenbroker demo`: one run of the whole story without a person, each step checked
 * and timed.
 */
@NullMarked
package io.tokenbroker.standalone.demo;

import org.jspecify.annotations.NullMarked;
