// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A row of the table: what a component may do with one resource. Read and Write include Describe.
 *
 * @param resource one resource, or all whose names start alike
 * @param operations at least one
 * @param purpose what it is for
 */
public record Access(
    Component component, ResourcePattern resource, Set<AclOperation> operations, String purpose) {
  public Access {
    operations = Set.copyOf(operations);
  }

  /** {@code topic}, {@code group} or {@code transactional-id}. */
  public String resourceWord() {
    return resource.resourceType() == ResourceType.TRANSACTIONAL_ID
        ? "transactional-id"
        : resource.resourceType().name().toLowerCase(Locale.ROOT);
  }

  /** {@code literal} or {@code prefixed}. */
  public String patternWord() {
    return resource.patternType().name().toLowerCase(Locale.ROOT);
  }

  /** The operations, as Kafka's tools call them, in Kafka's order. */
  public List<String> operationWords() {
    return EnumSet.copyOf(operations).stream().map(Access::word).toList();
  }

  /** The ACLs that a principal needs for this, from any host. */
  public List<AclBinding> bindings(String principal) {
    return EnumSet.copyOf(operations).stream()
        .map(
            operation ->
                new AclBinding(
                    resource,
                    new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
        .toList();
  }

  /** The call of Kafka's own tool that gives this to principals. */
  public String command(Collection<String> principals) {
    StringBuilder command = new StringBuilder("kafka-acls.sh \"$@\" --add");
    principals.forEach(name -> command.append(" --allow-principal ").append(quoted(name)));
    operationWords().forEach(word -> command.append(" --operation ").append(word));
    command.append(" --").append(resourceWord()).append(' ').append(quoted(resource.name()));
    if (resource.patternType() == PatternType.PREFIXED) {
      command.append(" --resource-pattern-type prefixed");
    }
    return command.toString();
  }

  /** {@code DESCRIBE_CONFIGS} is {@code DescribeConfigs}. */
  static String word(AclOperation operation) {
    StringBuilder word = new StringBuilder();
    for (String part : operation.name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  /** For a shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
