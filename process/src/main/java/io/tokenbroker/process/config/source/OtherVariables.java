// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.source;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Variables whose names start like ours and that configure nothing. */
public final class OtherVariables {
  /** The file to read; an argument says the same. */
  public static final String CONFIG = "TOKENBROKER_CONFIG";

  /** Their names and what they are. */
  public static final Map<String, String> NAMES =
      Map.of(
          CONFIG,
          "the configuration file",
          "TOKENBROKER_JAVA_OPTS",
          "options for the JVM, read by start scripts",
          "TOKENBROKER_API_KEY",
          "an application's API key, in examples");

  // Kubernetes tells every container of the services of its namespace, in variables with their
  // names.
  private static final List<Pattern> SERVICE_LINKS =
      List.of(
          Pattern.compile("TOKENBROKER_(\\w+_)?SERVICE_(HOST|PORT(_\\w+)?)"),
          Pattern.compile("TOKENBROKER_(\\w+_)?PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?"));
  private static final Pattern SERVICE_PORT = Pattern.compile("TOKENBROKER_(\\w+_)?PORT");
  private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

  private OtherVariables() {}

  static boolean contains(String name, String value) {
    return NAMES.containsKey(name)
        || SERVICE_LINKS.stream().anyMatch(link -> link.matcher(name).matches())
        || (SERVICE_PORT.matcher(name).matches() && SERVICE_URL.matcher(value).matches());
  }
}
