// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo provider as a process of its own. Runs until it is told to stop (SIGTERM, Ctrl-C). */
public final class DemoProviderMain {
  static final String HELP =
      """
      Demo provider of Token broker: an authorization server that asks nobody for a password. It is
      set up by environment variables:

        DEMO_PROVIDER_HOST                   address to listen on               127.0.0.1
        DEMO_PROVIDER_PORT                   port to listen on                  9000
        DEMO_PROVIDER_ISSUER                 its URL, as browsers and brokers   from host and port
                                             reach it
        DEMO_PROVIDER_CLIENT_ID              its one client                     tokenbroker-demo
        DEMO_PROVIDER_CLIENT_SECRET_FILE     file with the client's secret      required
        DEMO_PROVIDER_REDIRECT_URIS          the client's, commas between       http://127.0.0.1/oauth/*
        DEMO_PROVIDER_ACCESS_TOKEN_LIFETIME  ISO 8601, a second or more         PT2M
        DEMO_PROVIDER_DATA_FILE              where grants are kept              nowhere
      """;

  private static final String PREFIX = "DEMO_PROVIDER_";

  private DemoProviderMain() {}

  public static void main(String[] arguments) {
    int exitCode = run(List.of(arguments), System.getenv(), System.out, System.err);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Starts; what keeps the process alive afterwards are the server's threads. */
  static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (!arguments.isEmpty()) {
      boolean help = arguments.contains("--help") || arguments.contains("-h");
      (help ? out : err).print(HELP);
      return help ? 0 : 1;
    }
    try {
      DemoProvider provider = DemoProvider.start(settings(environment));
      Runtime.getRuntime().addShutdownHook(new Thread(provider::close, "provider-shutdown"));
      out.println("Demo provider at " + provider.issuer());
      return 0;
    } catch (IllegalArgumentException
        | IllegalStateException
        | PortTakenException
        | UncheckedIOException e) {
      err.println("The demo provider could not start: " + e.getMessage());
      return 1;
    }
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is missing or malformed; the message names it
   */
  static DemoProviderSettings settings(Map<String, String> environment) {
    DemoProviderSettings settings =
        DemoProviderSettings.defaults()
            .withHost(text(environment, "HOST", "127.0.0.1"))
            .withPort(port(text(environment, "PORT", "9000")))
            .withAccessTokenLifetime(lifetime(text(environment, "ACCESS_TOKEN_LIFETIME", "PT2M")))
            .withClient(client(environment));
    Optional<Path> data = given(environment, "DATA_FILE").map(Path::of);
    Optional<URI> issuer = given(environment, "ISSUER").map(URI::create);
    DemoProviderSettings kept = data.map(settings::withDataFile).orElse(settings);
    return issuer.map(kept::withIssuer).orElse(kept);
  }

  private static RegisteredClient client(Map<String, String> environment) {
    Path file =
        given(environment, "CLIENT_SECRET_FILE")
            .map(Path::of)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        PREFIX + "CLIENT_SECRET_FILE is not set; --help says what it is"));
    return new RegisteredClient(
        text(environment, "CLIENT_ID", "tokenbroker-demo"),
        content(file),
        List.of(text(environment, "REDIRECT_URIS", "http://127.0.0.1/oauth/*").split(",", -1)));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          PREFIX + "CLIENT_SECRET_FILE: could not read " + file + ": " + e, e);
    }
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(PREFIX + "PORT is a number, not " + text, e);
    }
  }

  private static Duration lifetime(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          PREFIX + "ACCESS_TOKEN_LIFETIME is such as PT2M, not " + text, e);
    }
  }

  private static String text(Map<String, String> environment, String name, String otherwise) {
    return given(environment, name).orElse(otherwise);
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(PREFIX + name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
