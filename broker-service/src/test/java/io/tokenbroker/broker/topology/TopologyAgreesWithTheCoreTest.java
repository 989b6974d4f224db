// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.broker.lifecycle.ScriptRun;
import io.tokenbroker.broker.lifecycle.ScriptStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.kafka.common.utils.Utils;

/** The topology stores and writes what the core decides, step by step, in any script. */
class TopologyAgreesWithTheCoreTest {
  private static final LifecycleProcessor.Tick TICK =
      new LifecycleProcessor.Tick(Duration.ofMillis(1), 1000, Duration.ofMinutes(1));

  private static final AtomicLong SCRIPTS = new AtomicLong();
  private static final AtomicLong DECISIONS = new AtomicLong();

  @Property(tries = 100)
  void storesAndEventsAgreeWithTheCore(
      @ForAll("scripts") List<ScriptStep> script, @ForAll("policies") ConnectorPolicy policy)
      throws IOException {
    Path folder = Files.createTempDirectory("agreement");
    try (TopologyBench bench = new TopologyBench(folder, TICK)) {
      ModelledTopology topology = new ModelledTopology(bench);
      ScriptRun run = new ScriptRun(TopologyBench.KEY, policy, topology);
      script.forEach(run::take);
      SCRIPTS.incrementAndGet();
      DECISIONS.addAndGet(topology.compared());
    } finally {
      Utils.delete(folder.toFile());
    }
  }

  @AfterContainer
  static void sayHowMuchWasCompared() {
    System.out.println(
        "topology and core: " + SCRIPTS.get() + " scripts, " + DECISIONS.get() + " decisions");
  }

  @Provide
  Arbitrary<List<ScriptStep>> scripts() {
    return ScriptStep.arbitrary().list().ofMinSize(40).ofMaxSize(120);
  }

  @Provide
  Arbitrary<ConnectorPolicy> policies() {
    return ScriptRun.policies();
  }
}
