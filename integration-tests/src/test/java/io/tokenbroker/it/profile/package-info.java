// SPDX-License-Identifier: Apache-2.0
/**
 * Plays the providers of the catalogue: what each is asked and answers is written down, apart from
 * its profile, under {@code profiles/} of the test resources.
 */
@NullMarked
package io.tokenbroker.it.profile;

import org.jspecify.annotations.NullMarked;
