// SPDX-License-Identifier: Apache-2.0
/** The rules between the modules, which are all on this module's class path. */
@NullMarked
package io.tokenbroker.standalone.architecture;

import org.jspecify.annotations.NullMarked;
