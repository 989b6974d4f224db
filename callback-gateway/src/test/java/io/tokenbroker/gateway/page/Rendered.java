// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import io.tokenbroker.gateway.address.PublicUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends pages over real HTTP, as the gateway does. */
final class Rendered implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  static final PublicUrl PUBLIC_URL = new PublicUrl(URI.create("https://connect.example/broker"));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final HttpServer server;
  private volatile Page page = Notice.bad(404, NoticeText.NOTHING_HERE);

  Rendered() {
    Router router = Router.router(vertx);
    Assets assets = Assets.load(PUBLIC_URL);
    PageSender pages = new PageSender(vertx, assets);
    assets.mount(router);
    router.get("/page").handler(rc -> pages.send(rc, page).onFailure(rc::fail));
    server = wait(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  HttpResponse<String> page(Page shown, String language) {
    page = shown;
    return get("/page", "Accept-Language", language);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .timeout(TIMEOUT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    wait(vertx.close());
  }

  private static <T> T wait(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not come", e);
    }
  }
}
