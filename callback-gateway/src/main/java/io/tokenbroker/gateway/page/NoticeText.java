// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.util.Locale;

/**
 * What a notice can say. Each has {@code notice.KEY.title}, {@code notice.KEY.text} and {@code
 * notice.KEY.advice} in the bundle {@code messages}; the advice may be empty.
 */
public enum NoticeText {
  INCOMPLETE_ANSWER,
  PROVIDER_SILENT,
  FLOW_EXPIRED,
  ANSWER_FROM_ELSEWHERE,
  SENT_ON,
  OTHER_BROWSER,
  OTHER_PERSON,
  LOGIN_ENDED,
  NOT_USABLE,
  NOTHING_HERE,
  NO_ANSWER_YET,
  LINK_EXPIRED,
  LINK_INVALID,
  LINK_OUTDATED,
  REQUEST_TOO_LARGE,
  FORM_GOES_ON,
  FORM_NOT_OURS,
  TOO_MANY_REQUESTS,
  UNAVAILABLE,
  OUR_FAULT,
  UNREADABLE_ADDRESS,
  UNREADABLE_FORM,
  FORM_TOO_LARGE,
  SESSION_NEEDED,
  LOGIN_OTHER_BROWSER,
  LOGIN_EXPIRED,
  LOGIN_REFUSED,
  LOGIN_FAILED,
  NOT_ADMITTED,
  LOGGED_IN,
  LOGGED_OUT,
  NOT_OFFERED;

  /** As in the bundle's keys. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
