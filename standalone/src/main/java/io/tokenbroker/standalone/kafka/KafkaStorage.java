// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Prepares a folder for a broker, once: a cluster id is for life. */
final class KafkaStorage {
  private static final String MARK_OF_A_FORMATTED_FOLDER = "meta.properties";

  private final Path logFolder;
  private final Path propertiesFile;

  KafkaStorage(Path folder) {
    this.logFolder = folder.resolve("log");
    this.propertiesFile = folder.resolve("server.properties");
  }

  Path logFolder() {
    return logFolder;
  }

  /** Formats the folder if it is new. The settings are written beside it, for Kafka's own tools. */
  void prepare(Properties properties) {
    try (OutputStream out = Files.newOutputStream(propertiesFile)) {
      properties.store(out, "Written at every start; change nothing here.");
    } catch (IOException e) {
      throw new EmbeddedKafkaException("Kafka's settings could not be written: " + e, e);
    }
    if (!Files.exists(logFolder.resolve(MARK_OF_A_FORMATTED_FOLDER))) {
      format();
    }
  }

  private void format() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] command = {
      "format",
      "--cluster-id",
      Uuid.randomUuid().toString(),
      "--config",
      propertiesFile.toString(),
      "--ignore-formatted"
    };
    int status = StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new EmbeddedKafkaException(
          "Kafka could not format "
              + logFolder
              + ": "
              + said.toString(StandardCharsets.UTF_8).strip());
    }
  }
}
