// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes connector files for cases, as an operator would who uses the catalogue. */
public final class ProfileConnectors {
  private final Path folder;
  private final URI returnOrigin;

  public ProfileConnectors(Path folder, URI returnOrigin) {
    this.folder = folder;
    this.returnOrigin = returnOrigin;
  }

  /** Connectors at the providers' own endpoints. */
  public Path plain(String tenant, List<ProfileCase> cases) {
    return write(
        tenant, cases.stream().map(provider -> connector(provider, "")).toList(), cases.size());
  }

  /** Connectors whose endpoints are played. */
  public Path played(String tenant, List<ProfileCase> cases, URI server) {
    return write(
        tenant,
        cases.stream().map(provider -> connector(provider, endpoints(provider, server))).toList(),
        cases.size());
  }

  private Path write(String tenant, List<String> connectors, int number) {
    String yaml = "tenant: " + tenant + "\nconnectors:\n" + String.join("", connectors);
    try {
      String name = number == 1 ? connectors.get(0).strip().split(":", 2)[0] : "all-" + number;
      return Files.writeString(folder.resolve(tenant + "-" + name + ".yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException("the connector file could not be written", e);
    }
  }

  private String connector(ProfileCase provider, String endpoints) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("  ").append(provider.name()).append(":\n");
    line(yaml, "provider", provider.name());
    line(yaml, "authMode", provider.isForPersons() ? "per-user" : "shared");
    line(yaml, "clientId", quoted(provider.clientId()));
    line(yaml, "clientSecret", "{ file: " + quoted(secret(provider).toString()) + " }");
    List<String> scopes = ProfileCase.list(provider.data().path("scopes"));
    if (!scopes.isEmpty()) {
      line(yaml, "scopes", list(scopes));
    }
    Map<String, String> variables = provider.map(provider.data().path("variables"));
    if (!variables.isEmpty()) {
      line(
          yaml,
          "variables",
          variables.entrySet().stream()
              .map(entry -> entry.getKey() + ": " + quoted(entry.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }")));
    }
    if (provider.isForPersons()) {
      line(yaml, "binding", "link");
      line(yaml, "allowedReturnOrigins", list(List.of(returnOrigin.toString())));
    }
    return yaml.append(endpoints).toString();
  }

  private static String endpoints(ProfileCase provider, URI server) {
    StringBuilder yaml = new StringBuilder();
    line(yaml, "tokenEndpoint", quoted(provider.played(server, provider.text("token"))));
    if (provider.isForPersons()) {
      line(
          yaml,
          "authorizationEndpoint",
          quoted(provider.played(server, provider.text("authorize"))));
    }
    provider
        .refreshEndpoint()
        .ifPresent(
            endpoint -> line(yaml, "refreshEndpoint", quoted(provider.played(server, endpoint))));
    provider
        .deviceEndpoint()
        .ifPresent(
            endpoint ->
                line(
                    yaml,
                    "deviceAuthorizationEndpoint",
                    quoted(provider.played(server, endpoint))));
    provider
        .revocationEndpoint()
        .ifPresent(
            endpoint ->
                line(yaml, "revocationEndpoint", quoted(provider.played(server, endpoint))));
    return yaml.toString();
  }

  private Path secret(ProfileCase provider) {
    try {
      return Files.writeString(
          folder.resolve("secret-of-" + provider.name()), provider.clientSecret());
    } catch (IOException e) {
      throw new UncheckedIOException("the secret could not be written", e);
    }
  }

  private static void line(StringBuilder yaml, String key, String value) {
    yaml.append("    ").append(key).append(": ").append(value).append('\n');
  }

  private static String list(List<String> texts) {
    return texts.stream()
        .map(ProfileConnectors::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
