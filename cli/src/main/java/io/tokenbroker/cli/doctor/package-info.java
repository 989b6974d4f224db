// SPDX-License-Identifier: Apache-2.0
/** Checks everything that a deployment needs, from the machine that it runs on. */
@NullMarked
package io.tokenbroker.cli.doctor;

import org.jspecify.annotations.NullMarked;
