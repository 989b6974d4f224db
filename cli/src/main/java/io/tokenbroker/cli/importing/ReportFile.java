// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.cli.cluster.CliException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An import's report: one JSON object a line, written as the results come, so that a killed import
 * has left what it did.
 */
public final class ReportFile implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Writer out;
  private boolean isEmpty = true;

  /**
   * Makes the file.
   *
   * @throws CliException if it is there already, or can't be made
   */
  public ReportFile(Path file) {
    this.file = file;
    try {
      out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new CliException("could not make the report " + file + ": it is there already", e);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Writes a row at once. */
  public void write(ImportRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("line", row.line());
    json.put("key", row.key());
    json.put("result", row.result().word());
    json.put("reason", row.reason());
    try {
      out.write(JSON.writeValueAsString(json));
      out.write('\n');
      out.flush();
      isEmpty = false;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row is no JSON", e);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Leaves no file behind where there was nothing to report. */
  @Override
  public void close() {
    try {
      out.close();
      if (isEmpty) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private CliException failure(IOException e) {
    return new CliException(
        "could not write the report " + file + ": " + e.getClass().getSimpleName(), e);
  }
}
