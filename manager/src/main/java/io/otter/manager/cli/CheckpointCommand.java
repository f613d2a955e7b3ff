package io.otter.manager.cli;

import io.otter.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows a channel's checkpoints, or decides about those of another installation. */
@Command(
        name = "checkpoint",
        description = "Shows a channel's checkpoints at its targets, or decides about those of another installation.",
        mixinStandardHelpOptions = true)
final class CheckpointCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @ArgGroup
    private @Nullable Choice choice;

    @Spec
    private CommandSpec spec;

    private static final class Choice {
        @Option(
                names = "--take-over",
                required = true,
                description = "Go on from them; the other installation is gone.")
        private boolean takeOver;

        @Option(
                names = "--begin-anew",
                required = true,
                description = "Drop them; begin at the canal's start position.")
        private boolean beginAnew;
    }

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        String path = ManagerClient.channel(channel, "checkpoint");
        JsonNode readers;
        if (choice == null) {
            readers = client.get(path);
        } else {
            if (choice.beginAnew) {
                otterctl.manager().confirm("Drop the positions of " + channel);
            }
            String wanted = choice.takeOver ? "TAKE_OVER" : "BEGIN_ANEW";
            readers = client.post(path, new String(Json.write(Map.of("choice", wanted)), StandardCharsets.UTF_8));
        }
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(readers);
            return 0;
        }
        if (readers.isEmpty()) {
            spec.commandLine().getOut().println("no pipeline has a checkpoint");
        }
        for (JsonNode reader : readers) {
            for (JsonNode kept : reader.path("kept")) {
                spec.commandLine().getOut().println(line(reader, kept));
            }
        }
        return 0;
    }

    private static String line(JsonNode reader, JsonNode kept) {
        JsonNode position = kept.path("position");
        String fault = kept.path("fault").asString("");
        String foreign = kept.path("foreign").asString("");
        String place = position.isObject()
                ? position.path("file").asString("") + ":"
                        + position.path("offset").asLong(0)
                : fault.isEmpty() ? "none" : fault;
        return reader.path("pipeline").asString("") + " -> "
                + kept.path("target").asString("") + "  " + place
                + (foreign.isEmpty() ? "" : "  of another installation: " + foreign);
    }
}
