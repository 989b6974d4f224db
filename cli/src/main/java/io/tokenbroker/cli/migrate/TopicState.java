// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

/**
 * How far a topic is moved.
 *
 * @param topic the target's full name
 * @param records how many there are to be: keys with a value, or records that were not worked off
 * @param missing of these, how many the target lacked or had otherwise
 * @param digest of all keys and values; empty for records that were not worked off
 */
public record TopicState(String topic, long records, long missing, String digest) {}
