// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

/**
 * Which profile a provider was made from.
 *
 * @param name the profile's {@code provider}
 */
public record ProfileName(String name, Verification verification) {}
