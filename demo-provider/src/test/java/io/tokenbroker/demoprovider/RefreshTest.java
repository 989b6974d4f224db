// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefreshTest {

  private final MutableClock clock = new MutableClock();

  @Test
  void withRotationEachRefreshTokenServesOnce() throws Exception {
    try (DemoProvider provider = start(RefreshTokenPolicy.rotating())) {
      TestClient client = new TestClient(provider);
      HttpResponse<String> first = client.exchange(client.code());

      HttpResponse<String> second = client.refresh(refreshToken(first));
      HttpResponse<String> third = client.refresh(refreshToken(second));

      assertThat(third.statusCode()).isEqualTo(200);
      assertThat(refreshToken(third)).isNotEqualTo(refreshToken(second));
      assertThat(client.userinfo(accessToken(third)).statusCode()).isEqualTo(200);
      assertThat(provider.successfulRefreshes()).isEqualTo(2);
      assertThat(provider.tokenRequests(GrantType.REFRESH_TOKEN)).isEqualTo(2);
      assertThat(provider.tokenRequests(GrantType.AUTHORIZATION_CODE)).isEqualTo(1);
    }
  }

  @Test
  void aReusedRefreshTokenEndsTheWholeFamily() throws Exception {
    try (DemoProvider provider = start(RefreshTokenPolicy.rotating())) {
      TestClient client = new TestClient(provider);
      String spent = refreshToken(client.exchange(client.code()));
      HttpResponse<String> successor = client.refresh(spent);

      assertThat(error(client.refresh(spent))).isEqualTo("invalid_grant");

      assertThat(error(client.refresh(refreshToken(successor)))).isEqualTo("invalid_grant");
      assertThat(client.userinfo(accessToken(successor)).statusCode()).isEqualTo(401);
      assertThat(provider.reuseDetections()).isOne();
    }
  }

  @Test
  void oneFamilysEndLeavesTheOthersAlone() throws Exception {
    try (DemoProvider provider = start(RefreshTokenPolicy.rotating())) {
      TestClient client = new TestClient(provider);
      String spent = refreshToken(client.exchange(client.code()));
      String other = refreshToken(client.exchange(client.code()));
      client.refresh(spent);

      client.refresh(spent);

      assertThat(client.refresh(other).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withinTheGracePeriodASpentTokenIssuesAFurtherPairAndBothWork() throws Exception {
    try (DemoProvider provider =
        start(RefreshTokenPolicy.rotatingWithGrace(Duration.ofSeconds(30)))) {
      TestClient client = new TestClient(provider);
      String spent = refreshToken(client.exchange(client.code()));
      String successor = refreshToken(client.refresh(spent));
      clock.advance(Duration.ofSeconds(29));

      HttpResponse<String> again = client.refresh(spent);

      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(client.refresh(refreshToken(again)).statusCode()).isEqualTo(200);
      assertThat(client.refresh(successor).statusCode()).isEqualTo(200);
      assertThat(provider.reuseDetections()).isZero();
    }
  }

  @Test
  void aUseWithinTheGracePeriodDoesNotProlongIt() throws Exception {
    try (DemoProvider provider =
        start(RefreshTokenPolicy.rotatingWithGrace(Duration.ofSeconds(30)))) {
      TestClient client = new TestClient(provider);
      String spent = refreshToken(client.exchange(client.code()));
      String successor = refreshToken(client.refresh(spent));
      clock.advance(Duration.ofSeconds(20));
      assertThat(client.refresh(spent).statusCode()).isEqualTo(200);
      clock.advance(Duration.ofSeconds(10));

      assertThat(error(client.refresh(spent))).isEqualTo("invalid_grant");

      assertThat(error(client.refresh(successor))).isEqualTo("invalid_grant");
      assertThat(provider.reuseDetections()).isOne();
    }
  }

  @Test
  void withoutReuseDetectionASpentTokenIsRefusedAndItsSuccessorLives() throws Exception {
    try (DemoProvider provider = start(new RefreshTokenPolicy(true, false, Duration.ZERO))) {
      TestClient client = new TestClient(provider);
      String spent = refreshToken(client.exchange(client.code()));
      String successor = refreshToken(client.refresh(spent));

      assertThat(error(client.refresh(spent))).isEqualTo("invalid_grant");

      assertThat(client.refresh(successor).statusCode()).isEqualTo(200);
      assertThat(provider.reuseDetections()).isZero();
    }
  }

  @Test
  void withoutRotationTheRefreshTokenStaysAndIsNotAnsweredAgain() throws Exception {
    try (DemoProvider provider = start(RefreshTokenPolicy.reusable())) {
      TestClient client = new TestClient(provider);
      String refreshToken = refreshToken(client.exchange(client.code()));

      for (int use = 0; use < 3; use++) {
        HttpResponse<String> answer = client.refresh(refreshToken);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).containsKey("refresh_token")).isFalse();
      }
    }
  }

  @Test
  void aLongFamilyForgetsItsOldestTokensAndStillRefreshes() throws Exception {
    try (DemoProvider provider = start(RefreshTokenPolicy.rotating())) {
      TestClient client = new TestClient(provider);
      String first = refreshToken(client.exchange(client.code()));
      String current = first;
      for (int use = 0; use < Grant.MAX_REFRESH_TOKENS; use++) {
        current = refreshToken(client.refresh(current));
      }

      assertThat(error(client.refresh(first))).isEqualTo("invalid_grant");

      assertThat(provider.reuseDetections()).isZero();
      assertThat(client.refresh(current).statusCode()).isEqualTo(200);
    }
  }

  private DemoProvider start(RefreshTokenPolicy policy) {
    return DemoProvider.start(TestClient.settings().withRefreshTokens(policy).withClock(clock));
  }
}
