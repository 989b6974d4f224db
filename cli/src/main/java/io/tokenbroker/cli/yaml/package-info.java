// SPDX-License-Identifier: Apache-2.0
/**
 * YAML files that operators write, read strictly: what a key may be is said once, and every fault
 * names file, line and key.
 */
@NullMarked
package io.tokenbroker.cli.yaml;

import org.jspecify.annotations.NullMarked;
