// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.gateway.kafka.KafkaEventLog;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The least that a route on Kafka can do: one record, as durable as the gateway's and as long, then
 * an answer without a body.
 */
final class BareRoute implements AutoCloseable {
  static final String TOPIC = "bare";

  /**
   * How the route's producer is made. Kafka's defaults are as durable as the gateway's settings.
   */
  enum ProducerSettings {
    /** As Kafka ships it, and as a route is first written. */
    SHIPPED("as Kafka ships it"),
    /** With all that the gateway's producer is tuned by. */
    GATEWAYS("the gateway's");

    private final String text;

    ProducerSettings(String text) {
      this.text = text;
    }

    private Map<String, Object> of(Map<String, String> kafka) {
      Map<String, Object> settings =
          new HashMap<>(this == GATEWAYS ? KafkaEventLog.producerSettings(kafka) : kafka);
      settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
      settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
      settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, FIRST_SEND.toMillis());
      return settings;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final String PATH = "/bare";

  private static final int LISTENERS = 4;

  /** It waits for the topic's metadata where it stands; the gateway does that elsewhere. */
  private static final Duration FIRST_SEND = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final KafkaProducer<String, byte[]> producer;
  private final int port;

  private BareRoute(Vertx vertx, KafkaProducer<String, byte[]> producer, int port) {
    this.vertx = vertx;
    this.producer = producer;
    this.port = port;
  }

  /**
   * Starts.
   *
   * @param recordBytes how long a record's value is
   */
  static BareRoute start(Map<String, String> kafka, ProducerSettings settings, int recordBytes) {
    KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.of(kafka));
    Vertx vertx = Vertx.vertx();
    AtomicInteger port = new AtomicInteger();
    int listeners = Math.min(LISTENERS, Runtime.getRuntime().availableProcessors());
    Await.done(
        vertx.deployVerticle(
            () -> new Listener(producer, recordBytes, port),
            new DeploymentOptions().setInstances(listeners)),
        Await.CLOSING);
    return new BareRoute(vertx, producer, port.get());
  }

  int port() {
    return port;
  }

  /** Requests as long as these callbacks: the same query, the same headers. */
  List<HttpLoad.Call> calls(List<HttpLoad.Call> callbacks) {
    return callbacks.stream()
        .map(
            callback ->
                HttpLoad.Call.get(
                    PATH + callback.path().substring(callback.path().indexOf('?')),
                    callback.headers(),
                    204))
        .toList();
  }

  @Override
  public void close() {
    Await.done(vertx.close(), Await.CLOSING);
    producer.close();
  }

  private static final class Listener extends VerticleBase {
    private final KafkaProducer<String, byte[]> producer;
    private final int recordBytes;
    private final AtomicInteger port;

    Listener(KafkaProducer<String, byte[]> producer, int recordBytes, AtomicInteger port) {
      this.producer = producer;
      this.recordBytes = recordBytes;
      this.port = port;
    }

    @Override
    public Future<?> start() {
      Router router = Router.router(vertx);
      router.get(PATH).handler(this::append);
      return vertx
          .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(-2))
          .requestHandler(router)
          .listen()
          .onSuccess(server -> port.set(server.actualPort()));
    }

    private void append(RoutingContext rc) {
      Context eventLoop = rc.vertx().getOrCreateContext();
      var unused =
          producer.send(
              new ProducerRecord<>(TOPIC, rc.queryParams().get("state"), new byte[recordBytes]),
              (metadata, error) -> eventLoop.runOnContext(done -> answer(rc, error == null)));
    }

    private static void answer(RoutingContext rc, boolean durable) {
      var unused = rc.response().setStatusCode(durable ? 204 : 500).end();
    }
  }
}
