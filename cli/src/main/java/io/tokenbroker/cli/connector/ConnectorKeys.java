// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.JsonSchema;
import io.tokenbroker.cli.provider.ProviderKeys;
import io.tokenbroker.cli.yaml.Endpoints;
import io.tokenbroker.cli.yaml.FaultyFileException;
import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.Binding;
import io.tokenbroker.key.PlainPath;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The keys of a connector file: those of a connector alone, and with them those of a provider. */
public final class ConnectorKeys {
  private static final int MAX_DISPLAY_NAME = 64;
  private static final Map<String, Object> TEXT = Map.of("type", "string", "minLength", 1);
  private static final Map<String, Object> SOURCE =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("file", TEXT, "env", TEXT),
          "additionalProperties",
          false,
          "minProperties",
          1,
          "maxProperties",
          1);

  static final Key<String> TENANT = new Key<>("tenant", ValueType.text(), "Whose connector it is.");
  static final Key<AuthMode> AUTH_MODE =
      Key.words(
          "authMode",
          Map.of("shared", AuthMode.SHARED, "per-user", AuthMode.PER_USER),
          "Whether each user has a grant or all users of the tenant share one.");
  static final Key<ProfileReference> PROVIDER =
      new Key<>(
          "provider",
          ValueType.of(
              ProfileReference::read,
              Map.of(
                  "oneOf",
                  List.of(
                      TEXT,
                      Map.of(
                          "type",
                          "object",
                          "properties",
                          Map.of("file", TEXT),
                          "required",
                          List.of("file"),
                          "additionalProperties",
                          false)))),
          "The provider's profile: a name of the catalogue, or { file: PATH }.");
  static final Key<Section> VARIABLES =
      new Key<>(
          "variables",
          ValueType.of(Section::section, Map.of("type", "object", "additionalProperties", TEXT)),
          "Values for the profile's variables, by name.");
  static final Key<String> CLIENT_ID =
      new Key<>("clientId", ValueType.text(), "client_id, as registered at the provider.");
  static final Key<List<TextSource>> CLIENT_SECRET =
      new Key<>(
          "clientSecret",
          ValueType.of(
              ConnectorKeys::secrets,
              Map.of(
                  "oneOf",
                  List.of(
                      SOURCE,
                      Map.of("type", "array", "items", SOURCE, "minItems", 1, "maxItems", 2)))),
          "Where client_secret is; of two, the second is tried where the first is refused.");
  static final Key<TextSource> CLIENT_KEY =
      new Key<>(
          "clientKey",
          ValueType.of(ConnectorKeys::source, SOURCE),
          "Where the private key is, PKCS#8 as PEM or a JWK, for private_key_jwt and"
              + " tls_client_auth.");
  static final Key<TextSource> CLIENT_CERTIFICATE =
      new Key<>(
          "clientCertificate",
          ValueType.of(ConnectorKeys::source, SOURCE),
          "Where the certificate chain is, PEM, for tls_client_auth.");
  static final Key<List<String>> RETURN_ORIGINS =
      new Key<>(
          "allowedReturnOrigins",
          ValueType.of(ConnectorKeys::returns, Map.of("type", "array", "items", TEXT)),
          "Where a browser may be sent back to: origins, URLs, and paths that end in a slash.");
  static final Key<Boolean> ACCOUNT_CHANGE =
      Key.words(
          "accountChange",
          Map.of("allowed", true, "refused", false),
          "Whether a grant may be authorized again by another account at the provider.");

  static final Key<Binding> BINDING =
      Key.words(
          "binding",
          Map.of("confirm", Binding.CONFIRM, "login", Binding.LOGIN, "link", Binding.LINK),
          "How it is made sure that a personal grant is the person's for whom it was started.");
  static final Key<String> DISPLAY_NAME =
      new Key<>(
          "displayName",
          ValueType.of(
              ConnectorKeys::displayName,
              Map.of("type", "string", "minLength", 1, "maxLength", MAX_DISPLAY_NAME)),
          "What the connector is called on pages.");

  /** All keys of a connector. */
  public static final List<Key<?>> KEYS =
      Stream.concat(
              Stream.<Key<?>>of(
                  TENANT,
                  AUTH_MODE,
                  PROVIDER,
                  VARIABLES,
                  CLIENT_ID,
                  CLIENT_SECRET,
                  CLIENT_KEY,
                  CLIENT_CERTIFICATE,
                  RETURN_ORIGINS,
                  ACCOUNT_CHANGE,
                  BINDING,
                  DISPLAY_NAME),
              ProviderKeys.KEYS.stream())
          .toList();

  static final Key<Section> CONNECTORS =
      new Key<>(
          "connectors",
          ValueType.of(
              Section::section,
              Map.of(
                  "type",
                  "object",
                  "minProperties",
                  1,
                  "additionalProperties",
                  JsonSchema.object(KEYS, List.of("clientId")))),
          "The connectors, by name.");

  /** All keys of a connector file. */
  static final List<Key<?>> FILE = List.of(TENANT, CONNECTORS);

  private ConnectorKeys() {}

  /** JSON Schema of a connector file. */
  public static Map<String, Object> schema() {
    return JsonSchema.file(
        "Token broker: connectors", JsonSchema.object(FILE, List.of("connectors")));
  }

  private static List<TextSource> secrets(Section section, String key) {
    List<Section> references;
    try {
      references = section.sections(key);
    } catch (FaultyFileException e) {
      throw literal(section, key);
    }
    if (references.isEmpty() || references.size() > 2) {
      throw section.fault(key, "has to be one reference or a list of two");
    }
    return references.stream().map(reference -> source(section, key, reference)).toList();
  }

  private static TextSource source(Section section, String key) {
    try {
      return source(section, key, section.section(key));
    } catch (FaultyFileException e) {
      if (e.getMessage() != null && e.getMessage().contains("has to be a mapping")) {
        throw literal(section, key);
      }
      throw e;
    }
  }

  private static FaultyFileException literal(Section section, String key) {
    return section.fault(
        key,
        (key.equals("clientSecret") ? "a secret" : "it")
            + " is not written into this file: use { file: PATH } or { env: VARIABLE }");
  }

  private static TextSource source(Section section, String key, Section reference) {
    reference.onlyKeys(Set.of("file", "env"));
    if (reference.has("file") == reference.has("env")) {
      throw section.fault(key, "needs exactly one of file and env");
    }
    return reference.has("file")
        ? new TextSource.OfFile(reference.checked("file", Path::of, reference.text("file")))
        : new TextSource.OfVariable(reference.text("env"));
  }

  private static String displayName(Section section, String key) {
    String name = section.text(key);
    if (name.codePointCount(0, name.length()) > MAX_DISPLAY_NAME
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw section.fault(key, "has to be one line of at most " + MAX_DISPLAY_NAME + " characters");
    }
    return name;
  }

  private static List<String> returns(Section section, String key) {
    List<String> returns = section.texts(key);
    for (String entry : returns) {
      URI uri = section.checked(key, URI::create, entry);
      if (!Endpoints.isOrigin(uri) && !isPlainUrl(uri)) {
        throw section.fault(
            key,
            "has to list origins such as https://app.example.com, URLs such as"
                + " https://app.example.com/done, or paths such as https://app.example.com/oauth/"
                + " for what is below them (https, or http on loopback; no user, no fragment, no"
                + " dots, doubled slashes, semicolons or encoded separators in the path; a whole"
                + " origin without a slash at its end), not "
                + entry);
      }
    }
    return returns;
  }

  /** One with a path of its own; a query goes with a URL that is meant exactly. */
  private static boolean isPlainUrl(URI uri) {
    return Endpoints.problem(uri).isEmpty()
        && uri.getRawPath().length() > 1
        && PlainPath.is(uri.getRawPath())
        && (uri.getRawQuery() == null || !uri.getRawPath().endsWith("/"));
  }

  /** The texts that a connector's client needs, relative to the file's folder. */
  static Client client(Section section, Path folder) {
    return new Client(
        CLIENT_ID.require(section),
        CLIENT_SECRET.read(section, List.of()).stream()
            .<SecretReference>map(source -> new SecretReference.Kept(source.in(folder)))
            .toList(),
        CLIENT_KEY.find(section).map(source -> new SecretReference.Kept(source.in(folder))),
        Optional.<TextSource>empty()
            .or(() -> CLIENT_CERTIFICATE.find(section).map(source -> source.in(folder))));
  }
}
