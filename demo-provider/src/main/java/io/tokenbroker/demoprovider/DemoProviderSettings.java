// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a {@link DemoProvider} behaves; start from {@link #defaults()} and change what matters.
 * Immutable.
 *
 * @param host the address to listen on and the host of the issuer; {@code 127.0.0.1} by default
 * @param port 0 to 65535; 0, the default, takes any free port
 * @param clients who may ask for authorization; none by default
 * @param accounts whom the consent page offers; at least one; Ada and Grace by default
 * @param accessTokenLifetime {@code expires_in}; at least a second; 5 minutes by default
 * @param refreshTokens rotation and reuse detection; rotating without grace by default
 * @param latency how long the token, revocation and userinfo endpoints wait before they work; zero
 *     by default
 * @param dataFile where grants are kept, as hashes only, so that they survive a restart; every
 *     change rewrites the file, so this is for a demo's number of grants; none by default
 * @param recordSecrets whether {@link DemoProvider#issuedSecrets()} works, for tests that hunt for
 *     leaks; off by default
 * @param control whether it can be scripted and asked over HTTP, from this machine only; off by
 *     default
 * @param pushedRequestsRequired whether authorization requests have to be pushed (RFC 9126 section
 *     5); off by default
 * @param devicePollInterval how often a device may ask (RFC 8628 section 3.2); a second or more; 5
 *     seconds by default
 * @param clock decides on expiry and grace; the system's by default
 * @param issuer the issuer identifier, where others reach the provider by another name than the
 *     address it listens on; from host and port by default
 */
public record DemoProviderSettings(
    String host,
    int port,
    List<RegisteredClient> clients,
    List<Account> accounts,
    Duration accessTokenLifetime,
    RefreshTokenPolicy refreshTokens,
    Duration latency,
    Optional<Path> dataFile,
    boolean recordSecrets,
    boolean control,
    boolean pushedRequestsRequired,
    Duration devicePollInterval,
    Clock clock,
    Optional<URI> issuer) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is outside its range or a client or account appears
   *     twice
   */
  public DemoProviderSettings {
    require(port >= 0 && port <= 65_535, "port must be 0 to 65535 but is " + port);
    require(
        accessTokenLifetime.compareTo(Duration.ofSeconds(1)) >= 0,
        "accessTokenLifetime must be at least a second but is " + accessTokenLifetime);
    require(!latency.isNegative(), "latency must not be negative but is " + latency);
    require(
        devicePollInterval.compareTo(Duration.ofSeconds(1)) >= 0,
        "devicePollInterval must be at least a second but is " + devicePollInterval);
    require(!accounts.isEmpty(), "accounts must name at least one");
    clients = List.copyOf(clients);
    accounts = List.copyOf(accounts);
    require(
        isDistinct(clients.stream().map(RegisteredClient::clientId)),
        "a client_id is registered twice");
    require(
        isDistinct(accounts.stream().map(Account::subject)), "an account's subject appears twice");
  }

  /** A provider on any free loopback port with two accounts and no client. */
  public static DemoProviderSettings defaults() {
    return new DemoProviderSettings(
        "127.0.0.1",
        0,
        List.of(),
        List.of(new Account("ada", "Ada"), new Account("grace", "Grace")),
        Duration.ofMinutes(5),
        RefreshTokenPolicy.rotating(),
        Duration.ZERO,
        Optional.empty(),
        false,
        false,
        false,
        Duration.ofSeconds(5),
        Clock.systemUTC(),
        Optional.empty());
  }

  public DemoProviderSettings withHost(String newHost) {
    return new DemoProviderSettings(
        newHost,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withPort(int newPort) {
    return new DemoProviderSettings(
        host,
        newPort,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  /** Registers one more client. */
  public DemoProviderSettings withClient(RegisteredClient client) {
    List<RegisteredClient> more = Stream.concat(clients.stream(), Stream.of(client)).toList();
    return new DemoProviderSettings(
        host,
        port,
        more,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  /** Replaces the accounts. */
  public DemoProviderSettings withAccounts(List<Account> newAccounts) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        newAccounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withAccessTokenLifetime(Duration lifetime) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        lifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withRefreshTokens(RefreshTokenPolicy policy) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        policy,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withLatency(Duration newLatency) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        newLatency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withDataFile(Path file) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        Optional.of(file),
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withRecordSecrets(boolean record) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        record,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withControl(boolean overHttp) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        overHttp,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withPushedRequestsRequired(boolean required) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        required,
        devicePollInterval,
        clock,
        issuer);
  }

  public DemoProviderSettings withDevicePollInterval(Duration interval) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        interval,
        clock,
        issuer);
  }

  public DemoProviderSettings withClock(Clock newClock) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        newClock,
        issuer);
  }

  public DemoProviderSettings withIssuer(URI newIssuer) {
    return new DemoProviderSettings(
        host,
        port,
        clients,
        accounts,
        accessTokenLifetime,
        refreshTokens,
        latency,
        dataFile,
        recordSecrets,
        control,
        pushedRequestsRequired,
        devicePollInterval,
        clock,
        Optional.of(newIssuer));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("Demo provider settings: " + message);
    }
  }

  private static boolean isDistinct(Stream<String> names) {
    List<String> all = names.toList();
    return all.stream().distinct().count() == all.size();
  }
}
