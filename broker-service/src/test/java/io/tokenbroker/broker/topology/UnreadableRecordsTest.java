// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static io.tokenbroker.broker.topology.TopologyBench.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.broker.TestKeysets;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.UnknownKeyException;
import io.tokenbroker.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can't be read stops nobody and is not lost. */
class UnreadableRecordsTest {
  private static final byte[] GARBAGE = "no event".getBytes(StandardCharsets.UTF_8);

  private final Path folder;
  private final TopologyBench bench;

  UnreadableRecordsTest(@TempDir Path folder) {
    this.folder = folder;
    this.bench = new TopologyBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTHORIZATIONS", "REFRESH_REQUESTS", "TOKEN_COMMANDS", "PROVIDER_RESULTS"})
  void aMalformedValueIsADeadLetterWithItsOriginAndTheNextRecordIsHandled(Topic topic) {
    bench.sendsBytes(topic, KEY.toString(), Optional.of(GARBAGE));
    bench.starts(KEY, "a");
    bench.comesBack(KEY, "a");

    TopologyBench.Written letter = bench.read(Topic.DEAD_LETTERS).get(0);
    assertThat(letter.key()).isEqualTo(KEY.toString());
    assertThat(letter.value()).contains(GARBAGE);
    assertThat(letter.headers())
        .containsEntry("tokenbroker_source_topic", bench.topicName(topic))
        .containsEntry("tokenbroker_source_partition", "0")
        .containsEntry("tokenbroker_source_offset", "0")
        .containsEntry("tokenbroker_error_type", "MalformedRecordException")
        .containsKey("tokenbroker_error");
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).hasSize(1);
  }

  @Test
  void aMalformedKeyIsADeadLetter() {
    bench.sendsBytes(Topic.AUTHORIZATIONS, "not a token key", Optional.of(GARBAGE));

    TopologyBench.Written letter = bench.read(Topic.DEAD_LETTERS).get(0);
    assertThat(letter.key()).isEqualTo("not a token key");
    assertThat(letter.headers())
        .containsEntry("tokenbroker_error_type", "IllegalArgumentException");
  }

  @Test
  void aRecordWithoutAValueIsADeadLetter() {
    bench.sendsBytes(Topic.TOKEN_COMMANDS, KEY.toString(), Optional.empty());

    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void aRunnersTopicIsNoWayToRevoke() {
    bench.authorized(KEY, "a");
    bench.read(Topic.TOKEN_EVENTS);
    byte[] before = bench.tokens().get(KEY.toString());

    bench.sends(
        Topic.REFRESH_REQUESTS,
        KEY,
        new RevokeToken("c-1", "malice", false, "runner", bench.now()));

    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);
    assertThat(bench.read(Topic.TOKEN_EVENTS)).isEmpty();
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).isEmpty();
    assertThat(bench.tokens().get(KEY.toString())).isEqualTo(before);
  }

  @Test
  void aGatewaysTopicIsNoWayToPublishAToken() {
    bench.authorized(KEY, "a");
    TokenRefreshed token = bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class).get(0);

    bench.sends(Topic.AUTHORIZATIONS, KEY, token);

    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);
    assertThat(bench.read(Topic.TOKEN_EVENTS)).isEmpty();
  }

  @Test
  void aNegativeVersionIsADeadLetter() {
    bench.sends(
        Topic.REFRESH_REQUESTS, KEY, new RefreshToken(-1L, -1L, "x", "y", bench.now(), null));

    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void aRecordThatIsTooLargeToBeRepeatedStopsNobody() {
    bench.sends(
        Topic.REFRESH_REQUESTS,
        KEY,
        new RefreshToken(1L, 1L, "x", "y".repeat(900_000), bench.now(), null));
    bench.sendsBytes(Topic.REFRESH_REQUESTS, KEY.toString(), Optional.of(new byte[1_000_000]));
    bench.starts(KEY, "a");
    bench.comesBack(KEY, "a");

    assertThat(bench.read(Topic.DEAD_LETTERS))
        .hasSize(2)
        .allMatch(letter -> letter.value().isEmpty())
        .allMatch(letter -> letter.headers().containsKey("tokenbroker_value_omitted_bytes"));
    assertThat(bench.read(Topic.AUDIT))
        .allMatch(written -> written.value().orElse(new byte[0]).length < 1_000);
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("callbacks")
  void aCallbackThatBringsMoreThanIsKeptIsADeadLetterThatSaysSo(
      Map<String, String> parameters, String said) {
    bench.starts(KEY, "a");
    bench.sends(Topic.AUTHORIZATIONS, KEY, comesBackWith(parameters));

    TopologyBench.Written letter = bench.read(Topic.DEAD_LETTERS).get(0);
    assertThat(letter.headers().get("tokenbroker_error"))
        .contains("AuthorizationCodeReceived.callbackParameters", said);
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).isEmpty();
  }

  static Stream<Arguments> callbacks() {
    return Stream.of(
        Arguments.of(parameters(17, "v"), "17 entries instead of at most 16"),
        Arguments.of(Map.of("n".repeat(65), "v"), "a name of 65 characters instead of at most 64"),
        Arguments.of(
            Map.of("realmId", "v".repeat(1_025)),
            "realmId has 1025 characters instead of at most 1024"));
  }

  @Test
  void aCallbackThatBringsAsMuchAsIsKeptIsTaken() {
    bench.starts(KEY, "a");
    Map<String, String> parameters = parameters(16, "v".repeat(1_024));
    bench.sends(Topic.AUTHORIZATIONS, KEY, comesBackWith(parameters));
    bench.succeeds(KEY, bench.request(), "at-1", "rt-1");

    assertThat(bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class).get(0).getAttributes())
        .isEqualTo(parameters);
  }

  private AuthorizationCodeReceived comesBackWith(Map<String, String> parameters) {
    AuthorizationCodeReceived plain = bench.codeReceived(KEY, "a", bench.keysets());
    return new AuthorizationCodeReceived(
        plain.getAuthorizationId(),
        plain.getSealedCode(),
        plain.getReceivedAt(),
        parameters,
        BoundBy.NOTHING,
        null);
  }

  private static Map<String, String> parameters(int count, String value) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(number -> "p" + number, number -> value));
  }

  @Test
  void aCodeThatWasSealedForAnotherGrantIsADeadLetterAndTheAuthorizationStaysPending() {
    TokenKey mallory = TokenKey.personal("acme", "github", "mallory");
    bench.starts(mallory, "m");
    bench.sends(Topic.AUTHORIZATIONS, mallory, bench.codeReceived(KEY, "m", bench.keysets()));

    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).isEmpty();
    bench.passes(Duration.ofMinutes(10));
    assertThat(bench.events(Topic.REPLIES, AuthorizationFailed.class)).hasSize(1);
  }

  @Test
  void aResultThatWasMovedToAnotherGrantDoesNotReachIt() {
    TokenKey mallory = TokenKey.personal("acme", "github", "mallory");
    bench.starts(KEY, "a");
    bench.comesBack(KEY, "a");
    ProviderRequest request = bench.request();
    bench.starts(mallory, "m");
    bench.comesBack(mallory, "m");
    bench.read(Topic.PROVIDER_REQUESTS);

    // The sealed response says whose it is.
    bench.sends(Topic.PROVIDER_RESULTS, mallory, bench.success(KEY, request, "at-ada", "rt-ada"));

    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);
    assertThat(bench.read(Topic.TOKEN_EVENTS)).isEmpty();
  }

  @Test
  void anUnreadableResultOfARefreshHangsNoGrant() {
    bench.authorized(KEY, "a");
    bench.passes(Duration.ofMinutes(55));
    bench.request();

    bench.sendsBytes(Topic.PROVIDER_RESULTS, KEY.toString(), Optional.of(GARBAGE));
    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(1);

    bench.passes(Duration.ofMinutes(5));
    assertThat(bench.request()).isNotNull();
  }

  @Test
  void anUnreadableResultOfAnExchangeIsAnOutcome() {
    bench.starts(KEY, "a");
    bench.comesBack(KEY, "a");
    bench.sendsBytes(Topic.PROVIDER_RESULTS, KEY.toString(), Optional.of(GARBAGE));

    assertThat(bench.events(Topic.REPLIES, AuthorizationFailed.class))
        .extracting(AuthorizationFailed::getReason)
        .containsExactly("outcome_unknown");
  }

  @Test
  void aKeyThatIsMissingStopsTheTaskSoThatTheRecordIsTriedAgain() throws IOException {
    KeysetFolder others = TestKeysets.in(Files.createDirectory(folder.resolve("others")));
    bench.starts(KEY, "a");

    assertThatThrownBy(
            () -> bench.sends(Topic.AUTHORIZATIONS, KEY, bench.codeReceived(KEY, "a", others)))
        .hasRootCauseInstanceOf(UnknownKeyException.class);
    assertThat(bench.read(Topic.DEAD_LETTERS)).isEmpty();
  }

  @Test
  void aStoredGrantThatCanNotBeReadStopsNeitherCommandsNorResultsNorTimers() {
    TokenKey healthy = TokenKey.personal("acme", "github", "bob");
    bench.authorized(KEY, "a");
    bench.authorized(healthy, "b");
    bench.passes(Duration.ofMinutes(20));
    byte[] damaged = bench.tokens().get(KEY.toString()).clone();
    damaged[damaged.length - 1] ^= 1;
    bench.tokens().put(KEY.toString(), damaged);

    bench.sends(Topic.TOKEN_COMMANDS, KEY, new DescribeGrant("c-1", "ops", bench.now()));
    bench.sendsBytes(Topic.PROVIDER_RESULTS, KEY.toString(), Optional.of(GARBAGE));
    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(2);

    bench.passes(Duration.ofMinutes(35));
    assertThat(bench.events(Topic.PROVIDER_REQUESTS, ProviderRequest.class)).hasSize(1);
    assertThat(bench.tokens().get(KEY.toString())).isEqualTo(damaged);
  }

  @Test
  void randomBytesStopNobody() {
    Random random = new Random(42);
    Topic[] inputs = {
      Topic.AUTHORIZATIONS, Topic.REFRESH_REQUESTS, Topic.TOKEN_COMMANDS, Topic.PROVIDER_RESULTS
    };
    for (int i = 0; i < 400; i++) {
      byte[] value = new byte[random.nextInt(60)];
      random.nextBytes(value);
      bench.sendsBytes(inputs[i % inputs.length], KEY.toString(), Optional.of(value));
    }
    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSize(400);

    bench.sends(Topic.TOKEN_COMMANDS, KEY, new DescribeGrant("c-1", "ops", bench.now()));
    assertThat(bench.events(Topic.REPLIES, GrantDescribed.class)).hasSize(1);
  }

  @Test
  void eventsThatWereChangedInOneBitStopNobodyAndLeadToOneExchangeAtMost() {
    bench.starts(KEY, "a");
    AuthorizationCodeReceived event = bench.codeReceived(KEY, "a", bench.keysets());
    byte[] whole = bench.encoded(Topic.AUTHORIZATIONS, event);
    int sealed = whole.length - event.getSealedCode().remaining() - timeBytes(event) - 2;
    for (int position = 0; position < whole.length; position++) {
      // These bytes name the key, and a key that is not known is waited for.
      boolean namesTheKey = position > sealed && position <= sealed + 5;
      if (!namesTheKey) {
        byte[] changed = whole.clone();
        changed[position] ^= 4;
        bench.sendsBytes(Topic.AUTHORIZATIONS, KEY.toString(), Optional.of(changed));
      }
    }

    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).hasSizeLessThanOrEqualTo(1);
    assertThat(bench.read(Topic.DEAD_LETTERS)).hasSizeGreaterThan(whole.length / 2);
  }

  /**
   * The time that follows the sealed field, before what is empty and takes a byte each, as Avro
   * writes it: seven bits to a byte.
   */
  private static int timeBytes(AuthorizationCodeReceived event) {
    long zigZag = event.getReceivedAt().toEpochMilli() * 2;
    return (Long.SIZE - Long.numberOfLeadingZeros(zigZag) + 6) / 7;
  }
}
