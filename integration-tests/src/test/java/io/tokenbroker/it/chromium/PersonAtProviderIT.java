// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.it.browser.Application;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a {@link ChromiumPerson} does at the demo provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonAtProviderIT {
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private Application application;
  private DemoProvider provider;
  private Chromium chromium;
  private ChromiumPerson person;

  @BeforeAll
  void start() {
    application = Application.start();
    provider =
        DemoProvider.start(
            DemoProviderSettings.defaults()
                .withClient(
                    RegisteredClient.publicClient(
                        "crm", List.of(application.origin() + "/connected"))));
    chromium = Chromium.start();
    person = new ChromiumPerson(chromium);
  }

  @AfterAll
  void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (provider != null) {
      provider.close();
    }
    if (application != null) {
      application.close();
    }
  }

  @BeforeEach
  void openTheConsentPage() {
    person.open(
        URI.create(
            provider.authorizationEndpoint()
                + "?response_type=code&client_id=crm&state=s1&code_challenge_method=S256"
                + "&code_challenge="
                + CHALLENGE
                + "&redirect_uri="
                + application.origin()
                + "/connected"));
  }

  @Test
  void allowingBringsACodeBack() {
    person.consent("ada");

    assertThat(person.arriveAt(address -> address.getPath().equals("/connected")).getQuery())
        .contains("code=", "state=s1");
    person.read("welcome back");
  }

  @Test
  void denyingBringsAnErrorBack() {
    person.deny();

    assertThat(person.arriveAt(address -> address.getPath().equals("/connected")).getQuery())
        .contains("error=access_denied");
  }

  @Test
  void goingBackLeadsToTheConsentPageAgain() {
    person.deny();
    person.arriveAt(address -> address.getPath().equals("/connected"));

    person.back();

    person.read("Allow access?");
  }
}
