// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import org.apache.avro.Schema;

/** What came of asking which schema an id stands for. */
sealed interface Lookup {
  /** The schema: an id's meaning never changes. */
  record Found(Schema schema) implements Lookup {}

  /**
   * The registry answered, and there is no schema of ours behind the id.
   *
   * @param problem what it is instead
   */
  record Absent(String problem) implements Lookup {}

  /**
   * The registry could not be asked.
   *
   * @param problem why not
   */
  record Unanswered(String problem) implements Lookup {}
}
