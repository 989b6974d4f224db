// SPDX-License-Identifier: Apache-2.0
/** What each component may do in Kafka: the table, its ACLs, and how a cluster gets them. */
@NullMarked
package io.tokenbroker.cli.acl;

import org.jspecify.annotations.NullMarked;
