// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.FormTokens;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.seal.SealedText;
import io.vertx.core.Vertx;
import java.time.Clock;

/** What the routes of sessions work with. */
public record SessionParts(
    Vertx vertx,
    PublicUrl publicUrl,
    SealedText sealed,
    PageSender pages,
    FormTokens forms,
    SessionSettings settings,
    Clock clock) {}
