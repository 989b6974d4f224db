// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What becomes of the redirect to the client (RFC 6749 section 4.1.2), for {@link
 * Endpoint#CALLBACK}. Answers that are no redirect stay as they are.
 */
public final class Callbacks {

  private static final String CODE = "code";
  private static final String STATE = "state";
  private static final String ISS = "iss";

  private Callbacks() {}

  /** The person's no, whatever the person said. */
  public static Behaviour accessDenied() {
    return error("access_denied");
  }

  /** Another error of section 4.1.2.1 instead of the code. */
  public static Behaviour error(String error) {
    return onQuery(
        query -> {
          List<Parameter> changed = without(query, CODE);
          changed.add(new Parameter("error", error));
          return changed;
        });
  }

  /** Every parameter stands there twice; the second code is another. */
  public static Behaviour duplicatedParameters() {
    return onQuery(
        query -> {
          List<Parameter> changed = new ArrayList<>(query);
          for (Parameter parameter : query) {
            changed.add(
                parameter.name().equals(CODE) ? new Parameter(CODE, "another-code") : parameter);
          }
          return changed;
        });
  }

  /** The issuer is another (RFC 9207): a mix-up. */
  public static Behaviour wrongIssuer(String issuer) {
    return set(ISS, issuer);
  }

  /** The issuer is missing. */
  public static Behaviour withoutIssuer() {
    return onQuery(query -> without(query, ISS));
  }

  /** The state is another. */
  public static Behaviour wrongState() {
    return set(STATE, "another-state");
  }

  /** The state is missing. */
  public static Behaviour withoutState() {
    return onQuery(query -> without(query, STATE));
  }

  /** The code is missing, and no error stands in its place. */
  public static Behaviour withoutCode() {
    return onQuery(query -> without(query, CODE));
  }

  /** Nobody issued this code. */
  public static Behaviour unknownCode() {
    return set(CODE, "a-code-that-nobody-issued");
  }

  /** Providers' own parameters: {@code realmId}, {@code session_state}, and so on. */
  public static Behaviour extraParameters(Map<String, String> parameters) {
    return onQuery(
        query -> {
          List<Parameter> changed = new ArrayList<>(query);
          parameters.forEach((name, value) -> changed.add(new Parameter(name, value)));
          return changed;
        });
  }

  /** The parameters are posted by a page, as with {@code response_mode=form_post}. */
  public static Behaviour formPost() {
    return onLocation(Callbacks::posted);
  }

  /** A page that opens the redirect twice at once, as a prefetching browser does. */
  public static Behaviour doubleHit() {
    return onLocation(Pages::openTwice);
  }

  /** The code that the client got the time before comes again, with the present state. */
  public static Behaviour replayedCode() {
    return Demands.codeRepeated();
  }

  /** The redirect with its parameters in a form that submits itself. */
  static Answer posted(URI location) {
    return Pages.selfPosting(
        location.resolve(location.getRawPath()).toString(),
        query(location).stream().map(p -> Map.entry(p.name(), p.value())).toList());
  }

  private record Parameter(String name, String value) {
    private String encoded() {
      return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
  }

  private interface Change {
    List<Parameter> of(List<Parameter> query);
  }

  private interface Page {
    Answer of(URI location);
  }

  private static Behaviour set(String name, String value) {
    return onQuery(
        query -> {
          List<Parameter> changed = without(query, name);
          changed.add(new Parameter(name, value));
          return changed;
        });
  }

  private static List<Parameter> without(List<Parameter> query, String name) {
    return new ArrayList<>(
        query.stream().filter(parameter -> !parameter.name().equals(name)).toList());
  }

  private static Behaviour onQuery(Change change) {
    return onLocation(
        location ->
            Answer.redirect(
                location.resolve(location.getRawPath())
                    + "?"
                    + change.of(query(location)).stream()
                        .map(Parameter::encoded)
                        .collect(Collectors.joining("&"))));
  }

  private static Behaviour onLocation(Page page) {
    return Behaviour.shaped(
        (answer, now) -> answer.header("Location").map(URI::create).map(page::of).orElse(answer));
  }

  private static List<Parameter> query(URI location) {
    String query = location.getRawQuery() == null ? "" : location.getRawQuery();
    return List.of(query.split("&", -1)).stream()
        .filter(pair -> !pair.isEmpty())
        .map(pair -> pair.split("=", 2))
        .map(pair -> new Parameter(pair[0], pair.length == 1 ? "" : decoded(pair[1])))
        .toList();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
