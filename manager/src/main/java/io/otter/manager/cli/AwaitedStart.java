package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Waits until a started channel reads: what its sources commit from then on is synced. */
final class AwaitedStart {
    private static final long AGAIN_MILLIS = 200;

    private final ManagerClient client;
    private final String channel;

    AwaitedStart(ManagerClient client, String channel) {
        this.client = client;
        this.channel = channel;
    }

    /**
     * The status by which every pipeline reads.
     *
     * @throws OtterException if the channel is not started any more, or the limit is over
     */
    JsonNode await(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            JsonNode status = client.get(ManagerClient.channel(channel, "status"));
            if (!status.path("status").asString("").equals("START")) {
                throw new OtterException(
                        ErrorCode.ILLEGAL_MOVE,
                        channel + " is at " + Table.cell(status.path("status")) + ": "
                                + Table.cell(status.path("reason")) + ".");
            }
            for (JsonNode pipeline : status.path("pipelines")) {
                if (pipeline.path("health").path("state").asString("").equals("PAUSED_BY_FAULT")) {
                    throw new OtterException(
                            ErrorCode.ILLEGAL_MOVE,
                            channel + " is paused in part: " + Table.cell(pipeline.path("reason")) + ".");
                }
            }
            List<JsonNode> waiting = waiting(status);
            if (waiting.isEmpty()) {
                return status;
            }
            if (System.nanoTime() > end) {
                throw new OtterException(
                        ErrorCode.ILLEGAL_MOVE,
                        channel + " does not read after " + limit.toSeconds() + " s: "
                                + waiting.stream().map(AwaitedStart::why).collect(Collectors.joining("; ")) + ".");
            }
            never.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Where each pipeline reads, a line each. */
    static List<String> places(JsonNode status) {
        List<String> lines = new ArrayList<>();
        for (JsonNode pipeline : status.path("pipelines")) {
            JsonNode from = pipeline.path("mainstem").path("readsFrom");
            lines.add(Table.cell(pipeline.path("name")) + " reads from "
                    + StatusCommand.position(from.isObject() ? from : pipeline.path("position")));
        }
        return lines;
    }

    private static List<JsonNode> waiting(JsonNode status) {
        List<JsonNode> waiting = new ArrayList<>();
        for (JsonNode pipeline : status.path("pipelines")) {
            boolean reads = pipeline.path("mainstem").path("ready").asBoolean(false)
                    && pipeline.path("position").isObject();
            if (!reads) {
                waiting.add(pipeline);
            }
        }
        return waiting;
    }

    private static String why(JsonNode pipeline) {
        @Nullable String error = pipeline.path("lastError").path("message").asString(null);
        return Table.cell(pipeline.path("name")) + " " + Objects.requireNonNullElse(error, "waits for a node");
    }
}
