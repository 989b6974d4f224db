// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.process.suggestion.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The profiles that come with the command: every YAML file of the folder {@code catalogue} beside
 * this class, in a folder of classes as in a jar, whatever else that jar holds.
 */
public final class ProfileCatalog {
  private static final String FOLDER =
      ProfileCatalog.class.getPackageName().replace('.', '/') + "/catalogue/";
  private static final String ENDING = ".yaml";

  private final Path classes;

  /** The catalogue of this command. */
  public ProfileCatalog() {
    this(place());
  }

  /**
   * @param classes a folder or a jar
   */
  ProfileCatalog(Path classes) {
    this.classes = classes;
  }

  private static Path place() {
    try {
      URL location =
          Optional.ofNullable(ProfileCatalog.class.getProtectionDomain().getCodeSource())
              .map(CodeSource::getLocation)
              .orElseThrow(() -> new CliException("the catalogue of profiles can't be found"));
      return Path.of(location.toURI());
    } catch (URISyntaxException e) {
      throw new CliException("the catalogue of profiles can't be found", e);
    }
  }

  /** The names of all profiles, sorted. */
  public List<String> names() {
    try {
      return (Files.isDirectory(classes) ? inFolder() : inJar())
          .stream()
              .filter(file -> file.endsWith(ENDING))
              .map(file -> file.substring(0, file.length() - ENDING.length()))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new CliException("the catalogue in " + classes + " could not be read: " + e, e);
    }
  }

  private List<String> inFolder() throws IOException {
    Path folder = classes.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private List<String> inJar() throws IOException {
    try (JarFile jar = new JarFile(classes.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(FOLDER))
          .map(name -> name.substring(FOLDER.length()))
          .filter(name -> !name.contains("/"))
          .toList();
    }
  }

  /** A profile by its name. */
  public Optional<Profile> find(String name) {
    return text(name).map(text -> read(name, text));
  }

  /**
   * A profile by its name.
   *
   * @throws CliException if there is none
   */
  public Profile of(String name) {
    return find(name).orElseThrow(() -> new CliException(unknown(name)));
  }

  /** Says that there is no such profile, and which may be meant. */
  public String unknown(String name) {
    return "there is no provider "
        + name
        + " in the catalogue"
        + Suggestion.among(name, names())
        + " ('tokenbroker providers list' tells all)";
  }

  /** All profiles, by name. */
  public List<Profile> all() {
    return names().stream().map(this::of).toList();
  }

  /** A profile's file as it is written. */
  public Optional<String> text(String name) {
    if (!names().contains(name)) {
      return Optional.empty();
    }
    try {
      if (Files.isDirectory(classes)) {
        return Optional.of(Files.readString(classes.resolve(FOLDER + name + ENDING)));
      }
      try (JarFile jar = new JarFile(classes.toFile());
          InputStream in = jar.getInputStream(jar.getJarEntry(FOLDER + name + ENDING))) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new CliException("profile " + name + " could not be read from " + classes, e);
    }
  }

  private static Profile read(String name, String text) {
    String file = "catalogue/" + name + ENDING;
    Profile profile = ProfileFile.read(file, text);
    if (!profile.name().equals(name)) {
      throw new CliException(file + ": provider is " + profile.name() + ", but has to be " + name);
    }
    return profile;
  }
}
