// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.page.Next;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.PageSender;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * The provider's answer as a form (OAuth 2.0 Form Post Response Mode) comes from the provider's
 * site. Over https the flow's cookie comes along, being made for that (SameSite=None). Where it
 * does not, because it is Lax or the browser holds back such cookies too, or where it counts who is
 * logged in and the session's cookie, which is Lax, did not come, the browser gets a page of ours
 * that sends the same fields again, from this site; the code is in no address on the way.
 */
final class PostedCallback {
  private final PublicUrl publicUrl;
  private final PageSender pages;
  private final FlowGuard guard;
  private final PersonBinding persons;
  private final CallbackRoute callback;

  PostedCallback(FlowParts parts, FlowGuard guard, PersonBinding persons, CallbackRoute callback) {
    this.publicUrl = parts.publicUrl();
    this.pages = parts.pages();
    this.guard = guard;
    this.persons = persons;
    this.callback = callback;
  }

  Future<Void> handle(RoutingContext rc) {
    List<AuthorizationId> ids = CallbackParameters.possibleIds(rc.request().formAttributes());
    boolean isComplete =
        guard
            .flow(rc, ids)
            .filter(flow -> !needsSession(flow) || !persons.mayBeUnseen(rc))
            .isPresent();
    return isComplete ? callback.posted(rc) : again(rc);
  }

  private static boolean needsSession(Flow flow) {
    return flow.binding() != Binding.LINK;
  }

  private Future<Void> again(RoutingContext rc) {
    List<Next.Field> fields =
        rc.request().formAttributes().entries().stream()
            .map(field -> new Next.Field(field.getKey(), field.getValue()))
            .toList();
    return pages.send(
        rc,
        Notice.posting(
            publicUrl.postedUrl(Optional.ofNullable(rc.pathParam("connector"))),
            fields,
            NoticeText.FORM_GOES_ON));
  }
}
