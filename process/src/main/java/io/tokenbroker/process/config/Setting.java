// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

/**
 * A value that is in force.
 *
 * @param property the key's full name
 * @param shown the value; stars where it is secret
 * @param from where it comes from
 */
public record Setting(String property, String shown, String from) {}
