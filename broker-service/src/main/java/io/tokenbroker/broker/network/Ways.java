// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the way to an endpoint: to addresses that were checked, and that a connection then has to
 * use, or through the proxy, which looks the name up itself. Thread-safe.
 */
public final class Ways implements AutoCloseable {
  /** The environment variable that allows what is refused. */
  public static final String SETTING = "TOKENBROKER_ALLOWED_NETWORKS";

  private static final Logger log = LoggerFactory.getLogger(Ways.class);
  private static final int MAX_ADDRESSES = 4;

  /** No name does; 0177.0.0.1, 2130706433 and 0x7f000001 are 127.0.0.1 to many programs. */
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

  /** Without the zeros in front that make a part octal to some. */
  private static final Pattern IPV4 =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");

  private final AddressRule rule;
  private final Optional<ProviderProxy> proxy;
  private final HostAddresses addresses;

  /** Says which addresses a name has; may block. */
  public interface Resolver {
    InetAddress[] lookUp(String host) throws UnknownHostException;
  }

  /**
   * What was found.
   *
   * @param addresses to connect to, the first first; empty with a proxy
   * @param proxy to connect through
   * @param refusal why there is no way
   */
  public record Found(
      List<InetAddress> addresses, Optional<ProviderProxy> proxy, Optional<Refusal> refusal) {}

  /** Why there is no way to an endpoint. */
  public enum Refusal {
    ADDRESS_NOT_ALLOWED("address_not_allowed"),
    NAME_NOT_RESOLVED("name_not_resolved"),
    ENDPOINT_UNUSABLE("endpoint_unusable");

    private final String reason;

    Refusal(String reason) {
      this.reason = reason;
    }

    /** As a result has it. */
    public String reason() {
      return reason;
    }
  }

  public Ways(ProviderNetwork network) {
    this(network, InetAddress::getAllByName);
  }

  /** With another resolver than the JDK's. */
  public Ways(ProviderNetwork network, Resolver resolver) {
    this.rule = new AddressRule(network.allowed());
    this.proxy = network.proxy();
    this.addresses = new HostAddresses(resolver);
  }

  /** The ways to an endpoint; never fails, and takes as long as looking a name up does. */
  public CompletableFuture<Found> to(URI endpoint) {
    if (endpoint.getHost() == null || isUnclear(endpoint.getHost())) {
      log.atWarn()
          .addKeyValue("scheme", endpoint.getScheme())
          .addKeyValue("authority", endpoint.getRawAuthority())
          .log("an endpoint has no host that can be called; mend the connector");
      return refused(Refusal.ENDPOINT_UNUSABLE);
    }
    String host = ProviderProxy.withoutBrackets(endpoint.getHost());
    return proxy
        .filter(way -> way.isFor(host))
        .map(way -> through(way, host))
        .orElseGet(() -> direct(host));
  }

  /** What is an address to some, such as a proxy, and a name or another address to others. */
  private static boolean isUnclear(String host) {
    return host.contains("%")
        || (ENDS_IN_A_NUMBER.matcher(host).matches() && !IPV4.matcher(host).matches());
  }

  /** The proxy looks names up, so only what is written as an address can be checked. */
  private CompletableFuture<Found> through(ProviderProxy way, String host) {
    Optional<String> refusal =
        isThisMachine(host)
            ? rule.refusal(InetAddress.getLoopbackAddress())
            : Network.literal(host).flatMap(rule::refusal);
    if (refusal.isPresent()) {
      logRefused(host, refusal.get());
      return refused(Refusal.ADDRESS_NOT_ALLOWED);
    }
    return CompletableFuture.completedFuture(
        new Found(List.of(), Optional.of(way), Optional.empty()));
  }

  private static boolean isThisMachine(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  private CompletableFuture<Found> direct(String host) {
    try {
      return addresses
          .of(host)
          .handle((found, error) -> error == null ? checked(host, found) : unknown(host));
    } catch (RejectedExecutionException e) {
      // Too many names are being looked up.
      return CompletableFuture.completedFuture(unknown(host));
    }
  }

  private Found checked(String host, List<InetAddress> found) {
    if (found.isEmpty()) {
      return unknown(host);
    }
    List<InetAddress> usable =
        found.stream()
            .filter(address -> rule.refusal(address).isEmpty())
            .limit(MAX_ADDRESSES)
            .toList();
    if (usable.isEmpty()) {
      found.forEach(
          address -> rule.refusal(address).ifPresent(kind -> logRefused(host, address, kind)));
      return new Found(List.of(), Optional.empty(), Optional.of(Refusal.ADDRESS_NOT_ALLOWED));
    }
    return new Found(usable, Optional.empty(), Optional.empty());
  }

  private static Found unknown(String host) {
    log.atWarn().addKeyValue("host", host).log("a provider's name was not resolved");
    return new Found(List.of(), Optional.empty(), Optional.of(Refusal.NAME_NOT_RESOLVED));
  }

  private static CompletableFuture<Found> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(
        new Found(List.of(), Optional.empty(), Optional.of(refusal)));
  }

  private static void logRefused(String host, InetAddress address, String kind) {
    logRefused(host + " (" + address.getHostAddress() + ")", kind);
  }

  private static void logRefused(String host, String kind) {
    log.atWarn()
        .addKeyValue("host", host)
        .addKeyValue("address", kind)
        .addKeyValue("setting", SETTING)
        .log(
            "a provider was not called because its address is not public; the setting, a list of"
                + " networks, would allow it");
  }

  @Override
  public void close() {
    addresses.close();
  }
}
