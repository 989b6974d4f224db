// SPDX-License-Identifier: Apache-2.0
/**
 * Schema ids from a registry that speaks Confluent's REST API (Confluent, Karapace, Redpanda,
 * Apicurio): the client, the subjects that we write under, and what is kept of the answers.
 */
@NullMarked
package io.tokenbroker.registry;

import org.jspecify.annotations.NullMarked;
