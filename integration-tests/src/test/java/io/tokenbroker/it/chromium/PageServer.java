// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.page.Assets;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.page.PageSender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shows pages at {@code /page/NAME} as the gateway sends them, takes their forms at {@code /form},
 * and lets an outcome come at {@code /events}.
 */
final class PageServer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> shown = new ConcurrentHashMap<>();
  private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();
  private final List<HttpServerResponse> listeners = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile Router router = Router.router(vertx);
  private volatile String afterForm = "";

  PageServer() {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> router.handle(request))
                .listen(0, "127.0.0.1"));
    PublicUrl publicUrl = PublicUrl.onLoopback("127.0.0.1", server.actualPort());
    Assets assets = Assets.load(publicUrl);
    PageSender sender = new PageSender(vertx, assets);
    Router routes = Router.router(vertx);
    assets.mount(routes);
    routes.get("/page/:name").handler(rc -> show(rc, sender));
    routes.get("/stay").handler(rc -> rc.response().setStatusCode(204).end());
    routes.get("/events").handler(this::listen);
    routes.post("/form").handler(this::take);
    router = routes;
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  void put(String name, Page page) {
    pages.put(name, page);
  }

  /** How often a page was shown. */
  int shown(String name) {
    return shown.getOrDefault(name, new AtomicInteger()).get();
  }

  /** What came in forms, oldest first. */
  List<Map<String, String>> forms() {
    return List.copyOf(forms);
  }

  /** Which page comes of a form; none: the browser stays where it is. */
  void afterForm(String page) {
    afterForm = page;
  }

  /** How many pages are listening for their outcome. */
  int listening() {
    return listeners.size();
  }

  /** Tells all pages that listen that it is over. */
  void done() {
    listeners.forEach(response -> response.write("event: done\ndata: {}\n\n"));
  }

  private void show(RoutingContext rc, PageSender sender) {
    String name = rc.pathParam("name");
    Page page = pages.get(name);
    if (page == null) {
      rc.fail(404);
      return;
    }
    shown.computeIfAbsent(name, unseen -> new AtomicInteger()).incrementAndGet();
    sender.send(rc, page).onFailure(rc::fail);
  }

  private void listen(RoutingContext rc) {
    HttpServerResponse response =
        rc.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
    listeners.add(response);
    response.closeHandler(closed -> listeners.remove(response));
    response.write(": here\n\n");
  }

  private void take(RoutingContext rc) {
    rc.request()
        .setExpectMultipart(true)
        .endHandler(
            end -> {
              Map<String, String> fields = new LinkedHashMap<>();
              rc.request()
                  .formAttributes()
                  .forEach(field -> fields.put(field.getKey(), field.getValue()));
              forms.add(fields);
              if (afterForm.isEmpty()) {
                rc.response().setStatusCode(204).end();
              } else {
                rc.response().setStatusCode(303).putHeader("Location", "/page/" + afterForm).end();
              }
            });
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the page server did not answer in time", e);
    }
  }
}
