// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.Script.Match;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running OAuth 2.0 authorization server with demo accounts: code flow with PKCE, pushed
 * requests, refresh with or without rotation, client credentials, device flow, token exchange,
 * proofs of possession, revocation, metadata. It serves plain HTTP and asks nobody for a password,
 * so it belongs on a loopback address.
 *
 * <p>Tests script it ({@link #onToken}) and ask what it saw ({@link #requests}). Codes live for a
 * minute and only in memory; grants survive a restart if the settings name a data file.
 * Thread-safe.
 */
public final class DemoProvider implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DemoProvider.class);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ProviderUris uris;
  private final Scripts scripts;
  private final Observations observations;

  DemoProvider(Vertx vertx, ProviderUris uris, Scripts scripts, Observations observations) {
    this.vertx = vertx;
    this.uris = uris;
    this.scripts = scripts;
    this.observations = observations;
  }

  /**
   * Starts a provider; it listens when this returns. Blocks for at most 10 s.
   *
   * @throws PortTakenException if another process listens on the port
   * @throws IllegalStateException if it cannot listen for another reason, or the data file is
   *     damaged
   * @throws java.io.UncheckedIOException if the data file cannot be read or written
   */
  public static DemoProvider start(DemoProviderSettings settings) {
    return new ProviderStart(settings).start();
  }

  /** The issuer identifier (RFC 8414), {@code http://host:port}, with the port that was taken. */
  public URI issuer() {
    return uris.issuer();
  }

  public URI authorizationEndpoint() {
    return uris.at(ProviderUris.AUTHORIZATION);
  }

  public URI tokenEndpoint() {
    return uris.at(ProviderUris.TOKEN);
  }

  /** RFC 7009; a DELETE names the token below it, or in its body, where a script asks for that. */
  public URI revocationEndpoint() {
    return uris.at(ProviderUris.REVOCATION);
  }

  /** RFC 9126. */
  public URI pushedAuthorizationRequestEndpoint() {
    return uris.at(ProviderUris.PUSHED_AUTHORIZATION);
  }

  /** RFC 8628 section 3.1. */
  public URI deviceAuthorizationEndpoint() {
    return uris.at(ProviderUris.DEVICE_AUTHORIZATION);
  }

  /** RFC 8414. */
  public URI metadata() {
    return uris.at(ProviderUris.METADATA);
  }

  /**
   * Answers {@code sub} and {@code name} to a GET with a valid bearer token, 401 to any other. Both
   * are the {@code client_id} where a client got the token as itself.
   */
  public URI userinfoEndpoint() {
    return uris.at(ProviderUris.USERINFO);
  }

  /**
   * Scripts the next requests to an endpoint: each behaviour serves one request, in order, after
   * those that were given before.
   *
   * @throws IllegalStateException if more than 10,000 behaviours would wait
   */
  public void on(Endpoint endpoint, Behaviour... behaviours) {
    scripts.of(endpoint).append(Match.ANY, behaviours);
  }

  /** As {@link #on(Endpoint, Behaviour...)}, but for requests of one client only. */
  public void onClient(String clientId, Endpoint endpoint, Behaviour... behaviours) {
    scripts.of(endpoint).append(new Match(Optional.empty(), Optional.of(clientId)), behaviours);
  }

  /** Gives a behaviour to all requests of a client that no other behaviour waits for. */
  public void alwaysForClient(String clientId, Endpoint endpoint, Behaviour behaviour) {
    scripts
        .of(endpoint)
        .append(new Match(Optional.empty(), Optional.of(clientId)), behaviour, Optional.empty());
  }

  /**
   * Decides on the requests to an endpoint that no behaviour waits for; replaces the rule before
   * it. Until it is called they are answered normally.
   *
   * @param rule called on the provider's event loop, so it must not block
   */
  public void on(Endpoint endpoint, Function<RecordedRequest, Behaviour> rule) {
    scripts.of(endpoint).otherwise(rule);
  }

  /** Forgets all scripts and rules: everything is answered normally again. */
  public void resetScripts() {
    scripts.clear();
  }

  /**
   * Scripts the next token requests, of whatever grant type: each behaviour serves one request, in
   * order, after those that were given before.
   *
   * @throws IllegalStateException if more than 10,000 behaviours would wait
   */
  public void onToken(Behaviour... behaviours) {
    on(Endpoint.TOKEN, behaviours);
  }

  /**
   * As {@link #onToken(Behaviour...)}, but requests of another grant type leave the behaviours
   * alone.
   */
  public void onToken(GrantType onlyFor, Behaviour... behaviours) {
    scripts
        .of(Endpoint.TOKEN)
        .append(new Match(Optional.of(onlyFor), Optional.empty()), behaviours);
  }

  /**
   * Decides on the token requests that no behaviour waits for; replaces the rule before it. Until
   * it is called they are answered normally.
   *
   * @param rule called on the provider's event loop, so it must not block
   */
  public void onToken(Function<RecordedRequest, Behaviour> rule) {
    on(Endpoint.TOKEN, rule);
  }

  /**
   * Scripts the next revocation requests, as {@link #onToken(Behaviour...)} does token requests.
   */
  public void onRevocation(Behaviour... behaviours) {
    on(Endpoint.REVOCATION, behaviours);
  }

  /**
   * The last 10,000 requests to any endpoint, oldest first. A request is there from just before its
   * answer leaves; one that is never answered, from when that was decided.
   */
  public List<RecordedRequest> requests() {
    return observations.requests();
  }

  /** How many token requests arrived, whatever became of them; counted on arrival. */
  public long tokenRequests(GrantType grantType) {
    return observations.tokenRequests(grantType);
  }

  /** How many refreshes issued tokens, those whose answer was dropped included. */
  public long successfulRefreshes() {
    return observations.successfulRefreshes();
  }

  /** How many families ended because a spent refresh token came back. */
  public long reuseDetections() {
    return observations.reuseDetections();
  }

  /** How many grants ended because their code came back. */
  public long codeReplays() {
    return observations.codeReplays();
  }

  /** How many revocation requests ended a token that was alive. */
  public long revocations() {
    return observations.revocations();
  }

  /**
   * Every code, access token and refresh token that was issued since the start, in clear, only in
   * memory: for tests that hunt for leaks.
   *
   * @throws IllegalStateException if the settings do not record secrets, or more than 200,000 were
   *     issued
   */
  public Set<String> issuedSecrets() {
    return observations.issuedSecrets();
  }

  /**
   * Every {@code code_verifier} (RFC 7636) that came with a code that was issued here; as {@link
   * #issuedSecrets}.
   */
  public Set<String> receivedVerifiers() {
    return observations.receivedVerifiers();
  }

  /**
   * Stops listening and closes all connections, those of hanging requests included. Blocks for at
   * most 10 s.
   */
  @Override
  public void close() {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("issuer", issuer())
          .log("The demo provider did not close in time; its threads may live on");
    }
  }
}
