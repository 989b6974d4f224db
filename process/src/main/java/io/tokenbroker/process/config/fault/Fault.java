// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.fault;

/**
 * One thing that is wrong, in one line.
 *
 * @param text says which key or variable, where it comes from, what is wrong and what would be
 *     right; never a secret
 */
public record Fault(String text) {}
