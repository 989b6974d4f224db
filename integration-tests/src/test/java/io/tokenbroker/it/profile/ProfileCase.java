// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a provider is asked and answers, from its own document: the other side of a profile. In its
 * texts AT1, RT1, AT2 and RT2 stand for the first and second tokens, CODE and SECRET for what is
 * exchanged and the client's secret, {@code EPOCH+N} and {@code ISO+N} for a time N seconds ahead.
 *
 * @param name the profile's
 */
public record ProfileCase(String name, JsonNode data) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern TOKEN = Pattern.compile("\\b([AR])T([12])\\b");
  private static final Pattern EPOCH = Pattern.compile("EPOCH\\+(\\d+)");
  private static final Pattern ISO = Pattern.compile("ISO\\+(\\d+)");

  /** All cases, by name. */
  public static List<ProfileCase> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().map(ProfileCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the cases could not be listed", e);
    }
  }

  private static Path folder() {
    URL folder =
        Optional.ofNullable(ProfileCase.class.getResource("/profiles"))
            .orElseThrow(() -> new AssertionError("no folder of cases"));
    try {
      return Path.of(folder.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError("no folder of cases", e);
    }
  }

  private static ProfileCase read(Path file) {
    try {
      String name = String.valueOf(file.getFileName()).replace(".yaml", "");
      return new ProfileCase(name, YAML.readTree(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("the case " + file + " could not be read", e);
    }
  }

  public String clientId() {
    return text("client");
  }

  /** With characters that tell apart the ways to write Basic credentials (RFC 6749, 2.3.1). */
  public String clientSecret() {
    return "k3y-of-" + name + "+/=";
  }

  /** The code that brings tokens. */
  public String code() {
    return "code-1-of-" + name;
  }

  /** The code that brings the case's error. */
  public String refusedCode() {
    return "code-2-of-" + name;
  }

  public boolean isForPersons() {
    return data.has("authorize");
  }

  public boolean isRefreshed() {
    return data.has("refresh");
  }

  public boolean isRevoked() {
    return data.has("revoke");
  }

  public boolean hasError() {
    return data.has("error");
  }

  /** A text of the case, with its placeholders as they are. */
  public String text(String field) {
    return data.path(field).asText();
  }

  /** A mapping of the case, filled in; empty where there is none. */
  public Map<String, String> map(JsonNode mapping) {
    Map<String, String> map = new LinkedHashMap<>();
    mapping.properties().forEach(entry -> map.put(entry.getKey(), filled(entry.getValue())));
    return map;
  }

  /** A list of the case; empty where there is none. */
  public static List<String> list(JsonNode sequence) {
    List<String> list = new ArrayList<>();
    sequence.forEach(item -> list.add(item.asText()));
    return list;
  }

  private String filled(JsonNode value) {
    return filled(value.asText());
  }

  /** A text with its placeholders filled in, as of now. */
  public String filled(String text) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String tokens =
        TOKEN.matcher(text).replaceAll(match -> token(match.group(1) + "T" + match.group(2)));
    String times =
        EPOCH
            .matcher(tokens)
            .replaceAll(
                match -> Long.toString(now.getEpochSecond() + Long.parseLong(match.group(1))));
    return ISO.matcher(times)
        .replaceAll(match -> now.plusSeconds(Long.parseLong(match.group(1))).toString())
        .replaceAll("\\bCODE\\b", code())
        .replaceAll("\\bSECRET\\b", clientSecret());
  }

  /** The token that a placeholder stands for. */
  public String token(String placeholder) {
    return placeholder.toLowerCase(Locale.ROOT) + "-of-" + name;
  }

  /** The revocation endpoint as a profile writes it, with {token} and {client_id}; or none. */
  public Optional<String> revocationEndpoint() {
    return isRevoked()
        ? Optional.of(
            TOKEN
                .matcher(data.path("revoke").path("at").asText())
                .replaceAll("{token}")
                .replace("/" + clientId() + "/", "/{client_id}/"))
        : Optional.empty();
  }

  /** Where refresh tokens go, if not to the token endpoint. */
  public Optional<String> refreshEndpoint() {
    return Optional.of(data.path("refresh").path("at").asText()).filter(text -> !text.isEmpty());
  }

  /** RFC 8628. */
  public Optional<String> deviceEndpoint() {
    return Optional.of(text("device")).filter(text -> !text.isEmpty());
  }

  /** Where an endpoint is played: the path stays the provider's. */
  public String played(URI server, String endpoint) {
    String path = endpoint.substring(endpoint.indexOf('/', "https://".length()));
    return server + "/" + name + path;
  }

  @Override
  public String toString() {
    return name;
  }
}
