// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

/**
 * Counts since the start of the client.
 *
 * @param tokens keys that are known at the moment, an estimate
 * @param malformedRecords records of token-events that could not be read
 * @param unopenedTokens attempts to open a sealed token that failed
 * @param evictions keys that did not fit and are unknown therefore
 * @param refreshRequests requests for a refresh that were handed to Kafka
 * @param failedRefreshRequests requests that could not be sent
 */
public record TokenClientStats(
    long tokens,
    long malformedRecords,
    long unopenedTokens,
    long evictions,
    long refreshRequests,
    long failedRefreshRequests) {}
