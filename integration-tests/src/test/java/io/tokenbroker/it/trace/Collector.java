// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A collector on loopback: takes spans by OTLP over HTTP and keeps them. */
public final class Collector implements AutoCloseable {
  private static final String PATH = "/v1/traces";

  private final HttpServer server;
  private final List<Told> spans = new CopyOnWriteArrayList<>();
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();

  /**
   * A span that was sent.
   *
   * @param parentId empty if it began its trace
   */
  public record Told(
      String service,
      String name,
      Span.SpanKind kind,
      String traceId,
      String id,
      String parentId,
      Map<String, String> attributes) {

    /** What an attribute says; empty if it is not there. */
    public String attribute(String attribute) {
      return attributes.getOrDefault(attribute, "");
    }
  }

  private Collector(HttpServer server) {
    this.server = server;
  }

  /** Starts on any port. */
  public static Collector start() {
    try {
      Collector collector =
          new Collector(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      collector.server.createContext(PATH, collector::receive);
      collector.server.start();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException("the collector could not be started", e);
    }
  }

  /** Where spans are sent to. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /** All spans that have come. */
  public List<Told> spans() {
    return List.copyOf(spans);
  }

  /** All bytes that have come. */
  public List<byte[]> bodies() {
    return List.copyOf(bodies);
  }

  /** The span with this id. */
  public Optional<Told> span(String id) {
    return spans.stream().filter(span -> span.id().equals(id)).findFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      bodies.add(body);
      for (ResourceSpans of : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
        String service =
            attributes(of.getResource().getAttributesList()).getOrDefault("service.name", "");
        of.getScopeSpansList().stream()
            .flatMap(scope -> scope.getSpansList().stream())
            .map(span -> told(service, span))
            .forEach(spans::add);
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Told told(String service, Span span) {
    HexFormat hex = HexFormat.of();
    return new Told(
        service,
        span.getName(),
        span.getKind(),
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        attributes(span.getAttributesList()));
  }

  private static Map<String, String> attributes(Collection<KeyValue> list) {
    return list.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                pair ->
                    pair.getValue().hasIntValue()
                        ? Long.toString(pair.getValue().getIntValue())
                        : pair.getValue().getStringValue()));
  }
}
