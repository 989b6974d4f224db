// SPDX-License-Identifier: Apache-2.0
/** The schemas of this version, brought into a schema registry and compared with it. */
@NullMarked
package io.tokenbroker.cli.schema;

import org.jspecify.annotations.NullMarked;
