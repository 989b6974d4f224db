// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.standalone.system.CloseStack;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.GatewayApi;
import io.tokenbroker.standalone.system.Userinfo;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.SchemaIds;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;

/**
 * A sample runner as a process of its own, and the page of a sample application: it prints each
 * token event and what a call with the token gave. Runs until it is told to stop. It needs no Kafka
 * server on the class path.
 */
public final class SampleRunnerMain {
  private static final Duration READY_WAIT = Duration.ofMinutes(2);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);

  private SampleRunnerMain() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(List.of(arguments), System.getenv(), out, err));
  }

  /** Returns when the process is told to end, or with 1 when it could not start. */
  static int run(
      List<String> arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    if (!arguments.isEmpty()) {
      boolean help = arguments.contains("--help") || arguments.contains("-h");
      (help ? out : err).print(SampleRunnerSettings.HELP);
      (help ? out : err).flush();
      return help ? 0 : 1;
    }
    CloseStack parts = new CloseStack();
    try {
      SampleRunnerSettings settings = SampleRunnerSettings.read(environment);
      start(settings, parts, out);
      CountDownLatch stop = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    parts.close();
                    stop.countDown();
                  },
                  "runner-shutdown"));
      stop.await();
      return 0;
    } catch (IllegalArgumentException
        | IllegalStateException
        | KeysetException
        | RegistryException
        | UncheckedIOException
        | KafkaException e) {
      err.println("The sample runner could not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.close();
    return 1;
  }

  private static void start(SampleRunnerSettings settings, CloseStack parts, PrintWriter out)
      throws InterruptedException {
    SchemaIds ids =
        parts.add(
            "schemas",
            RegistrySchemaIds.orFingerprints(
                settings.registry(), settings.topics(), List.of(Topic.REFRESH_REQUESTS)));
    TokenClient tokens = parts.add("runner", TokenClient.connect(settings.client(ids)));
    if (!tokens.awaitReady(READY_WAIT)) {
      throw new IllegalStateException("it is not ready: " + tokens.health().reason());
    }
    SampleRunner runner = new SampleRunner(new Userinfo(settings.userinfo()), out);
    tokens.addListener(runner);
    for (DemoGrant grant : DemoGrant.values()) {
      runner.printKnown(tokens, grant.key());
    }
    GatewayApi gateway = new GatewayApi(settings.gateway(), settings.apiKey(), HTTP_TIMEOUT);
    StartPage page = parts.add("page", StartPage.start(settings.pageAddress(), gateway, tokens));
    out.println("Sample runner is ready, its page is " + page.url());
  }
}
