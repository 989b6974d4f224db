// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import io.tokenbroker.event.ApiKeyDefined;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.ConfirmAuthorization;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.HomeAdopted;
import io.tokenbroker.event.ImportToken;
import io.tokenbroker.event.MigrateGrant;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.event.ProviderCallsPaused;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import java.time.Duration;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Every topic of the system: what its key is, what it carries, and how it is kept. */
public enum Topic {
  /** Written by operators; read whole by gateway and broker. */
  CONNECTORS(
      "connectors", KeyedBy.CONNECTOR_REVISION, CleanUp.COMPACT, Set.of(ConnectorDefined.class)),
  /** Written by operators; read whole by the gateway. */
  API_KEYS("api-keys", KeyedBy.API_KEY_ID, CleanUp.COMPACT, Set.of(ApiKeyDefined.class)),
  /** Written by operators, and by the broker at its first start; read whole by the broker. */
  CONTROLS(
      "controls",
      KeyedBy.CONTROL,
      CleanUp.COMPACT,
      Set.of(ProviderCallsPaused.class, HomeAdopted.class)),
  /** Gateway to broker. One topic, because the order of a grant's authorizations matters. */
  AUTHORIZATIONS(
      "authorizations",
      KeyedBy.TOKEN_KEY,
      CleanUp.deleteAfterDays(1),
      Set.of(
          AuthorizationStarted.class,
          AuthorizationCodeReceived.class,
          AuthorizationRejected.class)),
  /** Broker to gateway and operators: outcomes and answers. */
  REPLIES(
      "replies",
      KeyedBy.CORRELATION_ID,
      CleanUp.deleteAfterDays(1),
      Set.of(
          AuthorizationRequestPushed.class,
          DeviceAuthorizationStarted.class,
          AuthorizationAwaitingConfirmation.class,
          AuthorizationSucceeded.class,
          AuthorizationFailed.class,
          GrantDescribed.class,
          CommandRejected.class)),
  /** Runner to broker: all that a runner may write. */
  REFRESH_REQUESTS(
      "refresh-requests",
      KeyedBy.TOKEN_KEY,
      CleanUp.deleteAfterDays(1),
      Set.of(RefreshToken.class)),
  /** Gateway and operators to broker. */
  TOKEN_COMMANDS(
      "token-commands",
      KeyedBy.TOKEN_KEY,
      CleanUp.deleteAfterDays(7),
      Set.of(
          RevokeToken.class,
          ObtainToken.class,
          ImportToken.class,
          MigrateGrant.class,
          DescribeGrant.class,
          RefreshToken.class,
          ConfirmAuthorization.class)),
  /** Topology to provider caller: the outbox of provider calls. */
  PROVIDER_REQUESTS(
      "provider-requests",
      KeyedBy.TOKEN_KEY,
      CleanUp.deleteAfterDays(7),
      Set.of(ProviderRequest.class)),
  /** Provider caller to topology, and to the next provider caller. */
  PROVIDER_RESULTS(
      "provider-results",
      KeyedBy.TOKEN_KEY,
      CleanUp.deleteAfterDays(7),
      Set.of(
          CallStarted.class,
          CallSucceeded.class,
          CallFailed.class,
          CallNotSent.class,
          CallUnknown.class)),
  /** Broker to runners: the last record of a key is the whole truth about the grant. */
  TOKEN_EVENTS(
      "token-events",
      KeyedBy.TOKEN_KEY,
      CleanUp.COMPACT,
      Set.of(TokenRefreshed.class, TokenRevoked.class, ReauthorizationRequired.class)),
  /** Broker and gateway to operators. */
  AUDIT("audit", KeyedBy.TOKEN_KEY, CleanUp.deleteAfterDays(90), Set.of(AuditRecord.class)),
  /** Records that could not be read, as they were, with origin and error in the headers. */
  DEAD_LETTERS("dead-letters", KeyedBy.SOURCE_KEY, CleanUp.deleteAfterDays(14), Set.of());

  /** What a topic's key is. */
  public enum KeyedBy {
    /** {@code tenant/connector/revision}. */
    CONNECTOR_REVISION,
    /** An API key's id. */
    API_KEY_ID,
    /** A {@link io.tokenbroker.key.PauseScope}, or {@code home}. */
    CONTROL,
    /** A {@link io.tokenbroker.key.TokenKey}: co-partitioned with all others that have it. */
    TOKEN_KEY,
    /** An authorization id or a command's correlation id. */
    CORRELATION_ID,
    /** Whatever the record's key was where it came from. */
    SOURCE_KEY
  }

  /** How a topic's records are cleaned up. */
  public sealed interface CleanUp {
    /** The last record of every key is kept. */
    CleanUp COMPACT = new Compact();

    static CleanUp deleteAfterDays(int days) {
      return new Delete(Duration.ofDays(days));
    }
  }

  /** Log compaction. */
  record Compact() implements CleanUp {}

  /** Deletion by age. */
  record Delete(Duration retention) implements CleanUp {}

  private final String baseName;
  private final KeyedBy keyedBy;
  private final CleanUp cleanUp;
  private final Set<Class<? extends SpecificRecord>> eventTypes;

  Topic(
      String baseName,
      KeyedBy keyedBy,
      CleanUp cleanUp,
      Set<Class<? extends SpecificRecord>> eventTypes) {
    this.baseName = baseName;
    this.keyedBy = keyedBy;
    this.cleanUp = cleanUp;
    this.eventTypes = eventTypes;
  }

  /** The name without the deployment's prefix. */
  public String baseName() {
    return baseName;
  }

  public KeyedBy keyedBy() {
    return keyedBy;
  }

  public CleanUp cleanUp() {
    return cleanUp;
  }

  /** The events that it carries; none for dead letters, which carry anything. */
  public Set<Class<? extends SpecificRecord>> eventTypes() {
    return eventTypes;
  }
}
