// SPDX-License-Identifier: Apache-2.0
/**
 * Connectors as operators write them: read strictly from YAML, completed by the provider's profile
 * and metadata, and applied to the connectors topic.
 */
@NullMarked
package io.tokenbroker.cli.connector;

import org.jspecify.annotations.NullMarked;
