// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.network.Ways.Found;
import io.tokenbroker.broker.network.Ways.Refusal;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaysTest {
  private static final ProviderProxy PROXY =
      ProviderProxy.parse("http://10.0.0.9:3128").withExcept("direct.example, .internal.example");

  @Test
  void ofSeveralAddressesOnlyThoseThatAreAllowedAreUsed() throws Exception {
    assertThat(found(addresses("10.0.0.1", "8.8.8.8", "::1", "1.1.1.1"), "https://idp.example/t"))
        .isEqualTo(
            new Found(
                List.of(literal("8.8.8.8"), literal("1.1.1.1")),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aNameWithoutAnAllowedAddressIsRefused() throws Exception {
    assertThat(found(addresses("10.0.0.1", "fd00::1"), "https://idp.example/t").refusal())
        .contains(Refusal.ADDRESS_NOT_ALLOWED);
  }

  @Test
  void aNameThatNobodyKnowsIsNotResolved() throws Exception {
    Ways.Resolver nobody =
        host -> {
          throw new UnknownHostException(host);
        };

    assertThat(found(nobody, "https://idp.example/t").refusal())
        .contains(Refusal.NAME_NOT_RESOLVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://169.254.169.254/latest/",
        "https://localhost/",
        // no host at all to a URI: decimal, octal, hexadecimal, short
        "https://2130706433/",
        "https://0177.0.0.1.0/",
        "https://0x7f.1/",
        "https://127.1/",
        "https:///token"
      })
  void anAddressIsCheckedInWhateverForm(String endpoint) throws Exception {
    assertThat(found(InetAddress::getAllByName, endpoint).refusal()).isPresent();
  }

  @Test
  void aProxyLooksNamesUpAndOnlyWhatIsWrittenAsAnAddressIsChecked() throws Exception {
    Ways.Resolver never =
        host -> {
          throw new AssertionError(host + " was looked up");
        };
    ProviderNetwork network = ProviderNetwork.defaults().withProxy(PROXY);

    try (Ways ways = new Ways(network, never)) {
      assertThat(get(ways, "https://idp.example/").proxy()).contains(PROXY);
      assertThat(get(ways, "https://10.0.0.1/").refusal()).contains(Refusal.ADDRESS_NOT_ALLOWED);
      assertThat(get(ways, "https://[::1]/").refusal()).contains(Refusal.ADDRESS_NOT_ALLOWED);
      assertThat(get(ways, "https://localhost/").refusal()).contains(Refusal.ADDRESS_NOT_ALLOWED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://direct.example/", "https://IDP.internal.example/"})
  void hostsThatAreExceptedFromTheProxyAreCheckedAndCalledDirectly(String endpoint)
      throws Exception {
    ProviderNetwork network = ProviderNetwork.defaults().withProxy(PROXY);

    try (Ways ways = new Ways(network, addresses("8.8.8.8"))) {
      assertThat(get(ways, endpoint).addresses()).hasSize(1);
    }
    try (Ways ways = new Ways(network, addresses("10.0.0.1"))) {
      assertThat(get(ways, endpoint).refusal()).contains(Refusal.ADDRESS_NOT_ALLOWED);
    }
  }

  @Test
  void aNameThatIsSlowIsLookedUpOnceHoweverManyAskAndKeepsNoOtherWaiting() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger lookUps = new AtomicInteger();
    Ways.Resolver resolver =
        host -> {
          if (host.equals("slow.example")) {
            lookUps.incrementAndGet();
            awaitQuietly(slow);
          }
          return new InetAddress[] {literal("8.8.8.8")};
        };

    try (Ways ways = new Ways(ProviderNetwork.defaults(), resolver)) {
      List<CompletableFuture<Found>> waiting =
          IntStream.range(0, 100)
              .mapToObj(i -> ways.to(URI.create("https://slow.example/")))
              .toList();
      assertThat(get(ways, "https://quick.example/").addresses()).hasSize(1);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      slow.countDown();
      for (CompletableFuture<Found> each : waiting) {
        assertThat(each.get(10, TimeUnit.SECONDS).addresses()).hasSize(1);
      }
      assertThat(lookUps).hasValue(1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Ways.Resolver addresses(String... literals) {
    return host -> Arrays.stream(literals).map(WaysTest::literal).toArray(InetAddress[]::new);
  }

  private static InetAddress literal(String text) {
    return Network.literal(text).orElseThrow();
  }

  private static Found found(Ways.Resolver resolver, String endpoint) throws Exception {
    try (Ways ways = new Ways(ProviderNetwork.defaults(), resolver)) {
      return get(ways, endpoint);
    }
  }

  private static Found get(Ways ways, String endpoint) throws Exception {
    return ways.to(URI.create(endpoint)).get(20, TimeUnit.SECONDS);
  }
}
