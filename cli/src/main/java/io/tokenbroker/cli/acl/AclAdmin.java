// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import io.tokenbroker.cli.cluster.CliException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.jspecify.annotations.Nullable;

/** A cluster's ACLs against the table. It adds ACLs and never removes one. */
public final class AclAdmin {
  private static final String EVERYBODY = "User:*";

  private final Admin admin;
  private final Duration timeout;

  /**
   * @param admin stays the caller's, who closes it
   * @param timeout the longest that one question may take
   */
  public AclAdmin(Admin admin, Duration timeout) {
    this.admin = admin;
    this.timeout = timeout;
  }

  /**
   * How a cluster differs from the table.
   *
   * @param missing what the table has and the cluster has not
   * @param beyond what the principals, or everybody, may do or may not do without the table saying
   *     so
   */
  public record Comparison(List<AclBinding> missing, List<AclBinding> beyond) {
    /** Whether there is no difference. */
    public boolean isEqual() {
      return missing.isEmpty() && beyond.isEmpty();
    }
  }

  /**
   * Compares.
   *
   * @throws CliException if the cluster can't be reached, refuses, or has no authorizer
   */
  public Comparison compare(List<Access> table, Principals principals) {
    Set<AclBinding> wanted = wanted(table, principals);
    Set<String> names = principals.all();
    Collection<AclBinding> found =
        await("read the ACLs", admin.describeAcls(AclBindingFilter.ANY).values());
    return new Comparison(
        wanted.stream().filter(binding -> !found.contains(binding)).toList(),
        found.stream()
            .filter(binding -> !wanted.contains(binding))
            .filter(
                binding ->
                    names.contains(binding.entry().principal())
                        || binding.entry().principal().equals(EVERYBODY))
            .toList());
  }

  /**
   * Adds ACLs.
   *
   * @throws CliException likewise
   */
  public void add(Collection<AclBinding> missing) {
    if (!missing.isEmpty()) {
      boolean unused =
          await("add ACLs", admin.createAcls(missing).all().thenApply(nothing -> Boolean.TRUE));
    }
  }

  private static Set<AclBinding> wanted(List<Access> table, Principals principals) {
    Set<AclBinding> wanted = new LinkedHashSet<>();
    for (Access access : table) {
      principals
          .of(access.component())
          .forEach(principal -> wanted.addAll(access.bindings(principal)));
    }
    return wanted;
  }

  private <T> T await(String what, KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CliException("could not " + what + ": " + reason(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new CliException("could not " + what + " within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while trying to " + what, e);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof SecurityDisabledException) {
      return "the cluster has no authorizer: set authorizer.class.name on its brokers";
    }
    if (cause instanceof ClusterAuthorizationException) {
      return "it takes a principal that may Describe and Alter the cluster, a Kafka administrator";
    }
    return String.valueOf(cause);
  }
}
