// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.it.browser.Browser;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whoever sits at the browsers of the rows, and says yes to all that is asked. */
final class MatrixPerson {
  private static final String ACCOUNT = "ada";
  private static final int MAX_FORMS = 4;

  /** What a page loads without being asked, as the double hit does. */
  private static final Pattern IMAGE = Pattern.compile("<img src=\"([^\"]+)\"");

  private final ConsentClient atDevices = new ConsentClient(Duration.ofSeconds(30));

  /** Opens a connect link and goes on to wherever it leads. */
  void visit(URI link) {
    Browser browser = new Browser();
    Browser.Page page = browser.open(link);
    for (int i = 0; i < MAX_FORMS && page.body().contains("<form"); i++) {
      page =
          page.form().has("account")
              ? browser.submit(page.form().with("account", ACCOUNT).with("decision", "allow"))
              : browser.submit(page.form());
    }
    Matcher image = IMAGE.matcher(page.body());
    if (image.find()) {
      URI twice = URI.create(image.group(1).replace("&amp;", "&"));
      browser.open(twice);
      browser.open(twice);
    }
  }

  /** Decides about a device. */
  void decide(URI verificationUriComplete, boolean allows) {
    try {
      if (allows) {
        atDevices.allowDevice(verificationUriComplete, ACCOUNT);
      } else {
        atDevices.denyDevice(verificationUriComplete);
      }
    } catch (IOException e) {
      throw new AssertionError("nobody was asked about the device", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What an application has of this person from elsewhere (RFC 8693). */
  static String tokenOfAnotherIssuer() {
    return new PlainJWT(new JWTClaimsSet.Builder().subject(ACCOUNT).build()).serialize();
  }
}
