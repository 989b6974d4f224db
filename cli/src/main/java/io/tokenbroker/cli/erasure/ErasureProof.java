// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a grant that should be gone.
 *
 * @param remains what every log holds of it
 */
public record ErasureProof(TokenKey key, List<Remains> remains, Verdict verdict) {
  public ErasureProof {
    remains = List.copyOf(remains);
  }

  static ErasureProof of(TokenKey key, Answer owner, List<Remains> remains) {
    return new ErasureProof(key, remains, verdict(owner, remains));
  }

  private static Verdict verdict(Answer owner, List<Remains> remains) {
    if (!(owner instanceof Answer.Described described)) {
      return new Verdict.NotProven(owner.problem());
    }
    GrantDescribed grant = described.grant();
    if (!grant.getState().equals("absent")) {
      return new Verdict.NotErased("state " + grant.getState() + next(grant));
    }
    Optional<Remains> current = remains.stream().filter(Remains::isCurrent).findFirst();
    if (current.isPresent()) {
      return new Verdict.NotErased(
          "absent, but something of it is kept in "
              + current.get().log().topic()
              + lookedAt(grant));
    }
    return remains.stream().allMatch(each -> each.all().count() == 0)
        ? new Verdict.Erased()
        : Verdict.InLogs.of(remains);
  }

  private static String next(GrantDescribed grant) {
    return switch (grant.getState()) {
      case "revoked" -> grant.getNextActionAt().map(time -> ", erased at " + time).orElse("");
      case "revoking" -> lookedAt(grant);
      default -> ": revoke it first, with --erase";
    };
  }

  private static String lookedAt(GrantDescribed grant) {
    return grant.getNextActionAt().map(time -> ", looked at again at " + time).orElse("");
  }
}
