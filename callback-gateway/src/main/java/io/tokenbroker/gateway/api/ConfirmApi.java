// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConfirmationCode;
import io.tokenbroker.gateway.flow.ConfirmationCodes;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Binds a personal grant to its person: the application's back end shows, in that person's session,
 * the code that came with the browser. A link that was passed on ends in another session, so its
 * code is refused here or there.
 */
final class ConfirmApi {
  private static final int MAX_CODE = 4 * 1024;

  /** The broker gives the same answer to a repetition for this long. */
  private static final Duration REPEATABLE = Duration.ofHours(1);

  private final ConfirmationCodes codes;
  private final GrantCommands commands;
  private final Duration answerWait;
  private final Sealer brokerInbox;
  private final Clock clock;

  ConfirmApi(
      ConfirmationCodes codes,
      GrantCommands commands,
      Duration answerWait,
      Sealer brokerInbox,
      Clock clock) {
    this.codes = codes;
    this.commands = commands;
    this.answerWait = answerWait;
    this.brokerInbox = brokerInbox;
    this.clock = clock;
  }

  /** {@code POST /v1/authorizations/{id}/confirm}: answers as disconnect does. */
  Future<Void> confirm(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    AuthorizationId id = AuthorizationsApi.id(rc);
    new QueryFields(rc, Set.of());
    RequestFields fields = new RequestFields(rc, Set.of("code", "user"));
    Secret text =
        fields
            .secret("code", MAX_CODE)
            .orElseThrow(() -> ProblemCode.INVALID_REQUEST.because("Field 'code' is missing."));
    String user =
        fields
            .text("user")
            .or(caller::user)
            .orElseThrow(
                () ->
                    ProblemCode.USER_REQUIRED.because(
                        "Name the user in whose session the code came, as \"user\"."));
    ConfirmationCode code = open(text, id, caller);
    TokenKey claimed =
        new TokenKey(code.key().tenant(), code.key().connector(), owner(user), code.key().alias());
    Permissions.require(caller, Action.START, claimed);
    if (!claimed.equals(code.key())) {
      throw ProblemCode.USER_MISMATCH.because(
          "The grant is for another user than the one in whose session the code came: it is not"
              + " confirmed.");
    }
    if (clock.instant().isAfter(code.expiresAt().plus(REPEATABLE))) {
      throw ProblemCode.CONFIRMATION_CODE_EXPIRED.because(
          "The code is too old: start another authorization.");
    }
    RateLimits.of(rc).count(LimitedAction.CALLBACK, code.key());
    return send(rc, caller, code);
  }

  private Future<Void> send(RoutingContext rc, Caller caller, ConfirmationCode code) {
    return commands
        .confirm(
            rc,
            code.key(),
            code.id().value(),
            brokerInbox.seal(
                code.secret(), SealedField.confirmationCode(code.key(), code.id().value())),
            caller.id(),
            answerWait)
        .compose(sent -> CommandAnswers.send(rc, sent));
  }

  /** Whether it is no code, another's or another tenant's: the answer is the same. */
  private ConfirmationCode open(Secret text, AuthorizationId id, Caller caller) {
    try {
      return Optional.of(codes.open(text.reveal(SecretAccess.get())))
          .filter(code -> code.id().equals(id))
          .filter(code -> code.key().tenant().equals(caller.tenant()))
          .filter(code -> code.key().owner().user().isPresent())
          .orElseThrow(ConfirmApi::invalid);
    } catch (CannotOpenException e) {
      throw invalid();
    }
  }

  private static TokenKey.Owner owner(String user) {
    try {
      return new TokenKey.Personal(user);
    } catch (IllegalArgumentException e) {
      throw ProblemCode.INVALID_NAME.because("A name can't be used: " + e.getMessage() + ".");
    }
  }

  private static ProblemException invalid() {
    return ProblemCode.INVALID_CONFIRMATION_CODE.because(
        "Send the value of the return URL's parameter confirmation_code, as it is, for the"
            + " authorization of its parameter authorization_id.");
  }
}
