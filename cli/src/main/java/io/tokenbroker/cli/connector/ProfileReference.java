// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.Profile;
import io.tokenbroker.cli.provider.ProfileCatalog;
import io.tokenbroker.cli.provider.ProfileFile;
import io.tokenbroker.cli.yaml.Section;
import java.nio.file.Path;
import java.util.Set;

/** Which profile a connector is made from. */
sealed interface ProfileReference {
  /**
   * The profile.
   *
   * @param folder of the connector file
   * @throws io.tokenbroker.cli.cluster.CliException if there is none, or it is faulty
   */
  Profile profile(Section connector, ProfileCatalog catalog, Path folder);

  static ProfileReference read(Section section, String key) {
    if (section.isText(key)) {
      return new OfCatalog(section.text(key));
    }
    Section reference = section.section(key).onlyKeys(Set.of("file"));
    return new OfFile(reference.checked("file", Path::of, reference.text("file")));
  }

  /** One that comes with the command. */
  record OfCatalog(String name) implements ProfileReference {
    @Override
    public Profile profile(Section connector, ProfileCatalog catalog, Path folder) {
      return catalog
          .find(name)
          .orElseThrow(() -> connector.fault(ConnectorKeys.PROVIDER.name(), catalog.unknown(name)));
    }
  }

  /** The operator's own. */
  record OfFile(Path file) implements ProfileReference {
    @Override
    public Profile profile(Section connector, ProfileCatalog catalog, Path folder) {
      return ProfileFile.read(folder.resolve(file));
    }
  }
}
