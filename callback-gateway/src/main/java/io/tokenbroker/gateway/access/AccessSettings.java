// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.nio.file.Path;

/**
 * Who may call the API.
 *
 * @param apiKeys file of {@link ApiKeyFile}
 */
public record AccessSettings(Path apiKeys) {}
