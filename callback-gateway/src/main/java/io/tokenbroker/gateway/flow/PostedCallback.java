// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

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
 * does not, because it is Lax or the browser holds back such cookies too, the browser gets a page
 * of ours that sends the same fields again, from this site; the code is in no address on the way.
 */
final class PostedCallback {
  private final PublicUrl publicUrl;
  private final PageSender pages;
  private final FlowGuard guard;
  private final CallbackRoute callback;

  PostedCallback(FlowParts parts, FlowGuard guard, CallbackRoute callback) {
    this.publicUrl = parts.publicUrl();
    this.pages = parts.pages();
    this.guard = guard;
    this.callback = callback;
  }

  Future<Void> handle(RoutingContext rc) {
    List<AuthorizationId> ids = CallbackParameters.possibleIds(rc.request().formAttributes());
    return guard.hasCookie(rc, ids) ? callback.posted(rc) : again(rc);
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
