// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import java.util.List;
import java.util.stream.Collectors;

/** The table as it stands in docs/kafka.md. */
public final class AclPage {
  private AclPage() {}

  /** Markdown, without a heading. */
  public static String markdown(List<Access> table) {
    return "| component | resource | operations | for |\n| --- | --- | --- | --- |\n"
        + table.stream().map(AclPage::row).collect(Collectors.joining());
  }

  private static String row(Access access) {
    String star = access.patternWord().equals("prefixed") ? "*" : "";
    return "| "
        + access.component().word()
        + " | "
        + access.resourceWord()
        + " `"
        + access.resource().name()
        + star
        + "` | "
        + String.join(", ", access.operationWords())
        + " | "
        + access.purpose()
        + " |\n";
  }
}
