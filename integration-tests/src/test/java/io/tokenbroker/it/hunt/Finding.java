// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

/**
 * A secret where none may be.
 *
 * @param file which file, topic or store
 * @param secret what was found, by its label; never the secret itself
 * @param form how it was written
 */
public record Finding(Place place, String file, String secret, String form) {}
