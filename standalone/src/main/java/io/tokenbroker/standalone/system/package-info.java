// SPDX-License-Identifier: Apache-2.0
/**
 * The whole system in this JVM: what is started, in which order, on what data, and how it is asked.
 */
@NullMarked
package io.tokenbroker.standalone.system;

import org.jspecify.annotations.NullMarked;
