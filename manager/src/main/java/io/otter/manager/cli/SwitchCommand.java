package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Moves mainstems, and waits until the next node reads. */
@Command(
        name = "switch",
        description = "Lets another node select for a channel's pipelines; what is in flight is applied first.",
        mixinStandardHelpOptions = true)
final class SwitchCommand implements Callable<Integer> {
    private static final long AGAIN_MILLIS = 100;

    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(index = "0", paramLabel = "CHANNEL")
    private String channel;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PIPELINE",
            descriptionKey = "PIPELINE",
            description = "All of the channel if not given.")
    private @Nullable String pipeline;

    @Option(names = "--to", paramLabel = "NODE", description = "Name or nid; any other node if not given.")
    private @Nullable String to;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for the next node (60).")
    private int timeoutSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ManagerClient client = otterctl.manager().client();
        JsonNode switched = client.post(ManagerClient.channel(channel, "switch" + query()));
        JsonNode status = await(client, switched);
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            out.println(status);
            return 0;
        }
        if (switched.isEmpty()) {
            out.println("nothing to switch: " + channel + " is there already");
        }
        for (JsonNode one : switched) {
            JsonNode mainstem = mainstem(status, one);
            out.println(Table.cell(one.path("pipeline")) + ": node " + Table.cell(one.path("from")) + " -> "
                    + mainstem.path("node").asString(Table.cell(mainstem.path("nid"))));
        }
        return 0;
    }

    private String query() {
        List<String> parameters = new ArrayList<>();
        if (pipeline != null) {
            parameters.add("pipeline=" + URLEncoder.encode(pipeline, StandardCharsets.UTF_8));
        }
        if (to != null) {
            parameters.add("to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private JsonNode await(ManagerClient client, JsonNode switched) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            JsonNode status = client.get(ManagerClient.channel(channel, "status"));
            List<String> waiting = new ArrayList<>();
            for (JsonNode one : switched) {
                JsonNode mainstem = mainstem(status, one);
                boolean next =
                        mainstem.path("epoch").asLong(0) > one.path("epoch").asLong(0);
                if (!next || !mainstem.path("ready").asBoolean(false)) {
                    waiting.add(Table.cell(one.path("pipeline")));
                }
            }
            if (waiting.isEmpty()) {
                return status;
            }
            if (System.nanoTime() > end) {
                throw new OtterException(
                        ErrorCode.ILLEGAL_MOVE,
                        "no other node reads after " + timeoutSeconds + " s for " + String.join(", ", waiting) + ".");
            }
            never.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static JsonNode mainstem(JsonNode status, JsonNode switched) {
        for (JsonNode pipeline : status.path("pipelines")) {
            if (pipeline.path("name").equals(switched.path("pipeline"))) {
                return pipeline.path("mainstem");
            }
        }
        return status.path("mainstem"); // missing
    }
}
