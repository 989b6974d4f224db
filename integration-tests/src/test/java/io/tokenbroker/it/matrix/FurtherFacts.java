// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.RecordedRequest;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestSystem;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What else there is to see of a row: what the application is told, what is published with the
 * token, and what the provider has recorded.
 */
final class FurtherFacts {
  /** A header by which the provider's records tell the row. */
  static final String HEADER = "X-Row";

  private final TestSystem system;
  private final DemoProvider provider;
  private final Map<String, String> authorizations;

  /**
   * @param authorizations ids of the rows' last authorizations, by the rows' names
   */
  FurtherFacts(TestSystem system, DemoProvider provider, Map<String, String> authorizations) {
    this.system = system;
    this.provider = provider;
    this.authorizations = authorizations;
  }

  /** Everything, for a row that asks for something. */
  Set<String> of(Row row, List<SpecificRecord> tokenEvents) {
    if (row.expected().facts().isEmpty()) {
      return Set.of();
    }
    Set<String> facts = new HashSet<>();
    Optional.ofNullable(authorizations.get(row.name())).map(this::outcome).ifPresent(facts::add);
    if (!tokenEvents.isEmpty()
        && tokenEvents.get(tokenEvents.size() - 1) instanceof TokenRefreshed token) {
      facts.addAll(published(token));
      system
          .tokens(DemoSystem.TENANT)
          .get(row.key())
          .flatMap(held -> held.proofKey())
          .ifPresent(key -> facts.add("runner has the key"));
    }
    List<RecordedRequest> requests =
        provider.requests().stream()
            .filter(request -> request.header(HEADER).equals(Optional.of(row.name())))
            .toList();
    facts.addAll(answers(requests));
    requests.stream()
        .filter(request -> request.path().startsWith("/revoke"))
        .map(FurtherFacts::revocation)
        .forEach(facts::add);
    return facts;
  }

  private String outcome(String authorizationId) {
    var outcome = system.api(DemoSystem.TENANT).outcome(authorizationId).body();
    return ("outcome " + outcome.path("status").asText() + " " + outcome.path("reason").asText())
        .trim();
  }

  private static Set<String> published(TokenRefreshed token) {
    Set<String> facts = new HashSet<>();
    token.getAttributes().forEach((name, value) -> facts.add("attribute " + name + "=" + value));
    Duration life = Duration.between(token.getIssuedAt(), token.getExpiresAt());
    facts.add("lives " + life.plusSeconds(30).toMinutes() + " min");
    token.getSealedProofKey().ifPresent(key -> facts.add("token bound to a key"));
    return facts;
  }

  /** By grant type, or by path where there is none. */
  private static Collection<String> answers(List<RecordedRequest> requests) {
    return requests.stream()
        .collect(
            Collectors.groupingBy(
                request -> request.grantType().orElse(request.path()),
                Collectors.mapping(
                    request -> " " + request.status().orElse(0), Collectors.joining())))
        .entrySet()
        .stream()
        .map(answered -> answered.getKey() + " answered" + answered.getValue())
        .toList();
  }

  private static String revocation(RecordedRequest request) {
    String authorization = request.header("Authorization").orElse("nothing");
    return "revoked by %s %s of %s"
        .formatted(
            request.method(),
            authorization.split(" ", 2)[0],
            Stream.concat(
                    request.fields().values().stream().flatMap(List::stream),
                    Stream.of(authorization.substring(authorization.indexOf(' ') + 1)))
                .flatMap(FurtherFacts::kind)
                .findFirst()
                .orElse("no token"));
  }

  private static Stream<String> kind(String value) {
    if (value.startsWith("demo_at_")) {
      return Stream.of("access token");
    }
    return value.startsWith("demo_rt_") ? Stream.of("refresh token") : Stream.empty();
  }
}
