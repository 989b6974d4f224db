// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

/**
 * One thing that has to be well for the gateway to do its work.
 *
 * @param name what was looked at
 * @param ok whether it is well
 * @param detail the state in words
 */
public record HealthCheck(String name, boolean ok, String detail) {}
