// SPDX-License-Identifier: Apache-2.0
/** Moves a deployment's grants to another prefix, which may have other partitions. */
@NullMarked
package io.tokenbroker.cli.migrate;

import org.jspecify.annotations.NullMarked;
