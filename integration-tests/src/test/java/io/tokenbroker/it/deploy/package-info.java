// SPDX-License-Identifier: Apache-2.0
/**
 * What is started from the repository by others: images, docker-compose.yml, Kubernetes manifests.
 */
@NullMarked
package io.tokenbroker.it.deploy;

import org.jspecify.annotations.NullMarked;
