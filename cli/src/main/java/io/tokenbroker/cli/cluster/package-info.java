// SPDX-License-Identifier: Apache-2.0
/**
 * How the command talks to a Kafka cluster: options, records, keys of topics, commands to the
 * broker.
 */
@NullMarked
package io.tokenbroker.cli.cluster;

import org.jspecify.annotations.NullMarked;
