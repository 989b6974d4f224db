// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.Profile;
import io.tokenbroker.cli.provider.ProfileCatalog;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderKeys;
import io.tokenbroker.cli.yaml.FaultyFileException;
import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.TextFile;
import io.tokenbroker.cli.yaml.YamlReader;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.Binding;
import io.tokenbroker.key.ConnectorId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads connectors from a YAML file, strictly: what is unknown, missing, of the wrong type or
 * dangerous is refused with file, line and key. What a connector's profile says counts as if it
 * stood in the connector, and is refused at its own place.
 */
public final class ConnectorFile {
  private final String name;
  private final Path folder;
  private final ProfileCatalog catalog;

  private ConnectorFile(Path file, ProfileCatalog catalog) {
    this.name = file.toString();
    this.folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    this.catalog = catalog;
  }

  /**
   * Reads a file.
   *
   * @return its connectors, in the file's order
   * @throws FaultyFileException if it can't be read or breaks a rule
   */
  public static List<ConnectorSpec> read(Path file) {
    return new ConnectorFile(file, new ProfileCatalog()).connectors(TextFile.read(file));
  }

  private List<ConnectorSpec> connectors(String text) {
    Section whole =
        Section.whole("a connector file", YamlReader.read(name, text))
            .onlyKeys(Key.names(ConnectorKeys.FILE));
    Optional<String> tenant = ConnectorKeys.TENANT.find(whole);
    Section connectors = ConnectorKeys.CONNECTORS.require(whole);
    List<ConnectorSpec> specs = new ArrayList<>();
    Set<ConnectorId> seen = new HashSet<>();
    for (String key : connectors.keys()) {
      if (key.isBlank()) {
        throw connectors.fault(key, "a connector's name is empty");
      }
      Section section = connectors.section(key).onlyKeys(Key.names(ConnectorKeys.KEYS));
      ConnectorSpec spec = connector(id(section, key, tenant), section);
      if (!seen.add(spec.id())) {
        throw connectors.fault(key, "connector " + spec.id() + " is defined twice");
      }
      specs.add(spec);
    }
    if (specs.isEmpty()) {
      throw whole.fault(ConnectorKeys.CONNECTORS.name(), "is empty");
    }
    return List.copyOf(specs);
  }

  private static ConnectorId id(Section section, String connector, Optional<String> fileTenant) {
    String key = ConnectorKeys.TENANT.name();
    String tenant =
        ConnectorKeys.TENANT
            .find(section)
            .or(() -> fileTenant)
            .orElseThrow(() -> section.fault(key, "is missing, here and at the top of the file"));
    return section.checked(key, text -> new ConnectorId(text, connector), tenant);
  }

  private ConnectorSpec connector(ConnectorId id, Section section) {
    Optional<Profile> profile =
        ConnectorKeys.PROVIDER
            .find(section)
            .map(reference -> reference.profile(section, catalog, folder));
    Optional<Section> variables = ConnectorKeys.VARIABLES.find(section);
    if (variables.isPresent() && profile.isEmpty()) {
      throw section.fault(
          ConnectorKeys.VARIABLES.name(), "go with a profile: there is no key provider");
    }
    Section merged =
        profile.map(base -> section.over(base.keysWith(variables, section))).orElse(section);
    Provider own = ProviderKeys.read(merged);
    Provider provider = profile.map(base -> own.withProfile(base.profileName())).orElse(own);
    AuthMode authMode = ConnectorKeys.AUTH_MODE.read(section, AuthMode.SHARED);
    Client client = ConnectorKeys.client(section, folder);
    ConnectorSpec spec =
        new ConnectorSpec(
            id,
            authMode,
            provider,
            client,
            ConnectorKeys.RETURN_ORIGINS.read(section, List.of()),
            ConnectorKeys.ACCOUNT_CHANGE.read(section, false),
            ConnectorKeys.BINDING.read(section, Binding.CONFIRM),
            ConnectorKeys.DISPLAY_NAME.find(section));
    new ClientRules(merged, spec).check();
    return spec;
  }
}
