// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import io.tokenbroker.gateway.address.PublicUrl;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that pages load: style, script, icon; and {@code /connect.js}, which applications
 * import. They are read once and served from memory. Immutable.
 *
 * <p>An address holds the hash of what is there, so a browser may keep it for ever. During an
 * update, a page of one version can ask a gateway of the other: it gets what that one has, and is
 * told not to keep it.
 */
public final class Assets {
  private static final String FOLDER = "assets/";
  private static final String CONNECT = "connect.js";
  private static final int HASH_BYTES = 12;
  private static final int NOT_FOUND = 404;
  private static final int NOT_MODIFIED = 304;

  private final String below;
  private final Map<String, Asset> files;

  private record Asset(String name, String type, Buffer content, String hash) {
    String tag() {
      return "\"" + hash + "\"";
    }
  }

  private Assets(String below, Map<String, Asset> files) {
    this.below = below;
    this.files = files;
  }

  /**
   * Reads all.
   *
   * @throws IllegalStateException if the program was packed without one
   */
  public static Assets load(PublicUrl publicUrl) {
    return new Assets(
        publicUrl.value().getRawPath(),
        Stream.of(
                read("page.css", "text/css; charset=utf-8"),
                read("page.js", "text/javascript; charset=utf-8"),
                read("mark.svg", "image/svg+xml"),
                read(CONNECT, "text/javascript; charset=utf-8"))
            .collect(Collectors.toUnmodifiableMap(Asset::name, Function.identity())));
  }

  /**
   * Where a page finds a file: a path, so that it is the page's own origin under whichever of its
   * names the gateway was reached.
   */
  URI address(String name) {
    return URI.create(below + "/" + FOLDER + file(name).orElseThrow().hash() + "/" + name);
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router.get("/" + FOLDER + ":hash/:name").handler(this::sendPageFile);
    router.head("/" + FOLDER + ":hash/:name").handler(this::sendPageFile);
    router.get("/" + CONNECT).handler(this::sendConnect);
    router.head("/" + CONNECT).handler(this::sendConnect);
  }

  private void sendPageFile(RoutingContext rc) {
    Optional<Asset> file = file(rc.pathParam("name"));
    if (file.isEmpty()) {
      rc.fail(NOT_FOUND);
      return;
    }
    boolean current = file.get().hash().equals(rc.pathParam("hash"));
    send(rc, file.get(), current ? "public, max-age=31536000, immutable" : "no-store");
  }

  /** A module from another origin is fetched with CORS; there is nothing secret in it. */
  private void sendConnect(RoutingContext rc) {
    Asset file = file(CONNECT).orElseThrow();
    rc.response()
        .putHeader("Access-Control-Allow-Origin", "*")
        .putHeader("Cross-Origin-Resource-Policy", "cross-origin")
        .putHeader("ETag", file.tag());
    if (file.tag().equals(rc.request().getHeader("If-None-Match"))) {
      rc.response().setStatusCode(NOT_MODIFIED);
    }
    send(rc, file, "public, max-age=3600");
  }

  private static void send(RoutingContext rc, Asset file, String caching) {
    rc.response().putHeader("Content-Type", file.type()).putHeader("Cache-Control", caching);
    (rc.response().getStatusCode() == NOT_MODIFIED
            ? rc.response().end()
            : rc.response().end(file.content()))
        .onFailure(rc::fail);
  }

  private Optional<Asset> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static Asset read(String name, String type) {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + FOLDER + name);
      }
      byte[] content = in.readAllBytes();
      return new Asset(name, type, Buffer.buffer(content), hash(content));
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + FOLDER + name, e);
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(whole, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
