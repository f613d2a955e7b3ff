package io.otter.manager.cli;

import io.otter.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Moves an installation of alibaba/otter over. */
@Command(
        name = "import",
        description = {
            "Shows what of alibaba/otter's settings cannot run here, or takes over where its pipelines stopped.",
            "See docs/migration.md."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT",
            description = "The old installation's ZooKeeper: have every pipeline begin where it stopped there.")
    private @Nullable String zookeeper;

    @Option(names = "--dry-run", description = "Only show where that is.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return zookeeper == null ? settings() : cursors(zookeeper);
    }

    private int settings() {
        JsonNode settings = otterctl.manager().client().get("import");
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(settings);
        } else if (settings.isEmpty()) {
            spec.commandLine().getOut().println("everything can run as it is");
        } else {
            Table table = new Table("CHANNEL", "PIPELINE", "", "WHAT");
            for (JsonNode setting : settings) {
                table.add(
                        Table.cell(setting.path("channel")),
                        Table.cell(setting.path("pipeline")),
                        blocks(setting) ? "cannot start" : "differs",
                        Table.cell(setting.path("reason")));
            }
            table.print(spec.commandLine().getOut());
        }
        for (JsonNode setting : settings) {
            if (blocks(setting)) {
                return 1;
            }
        }
        return 0;
    }

    private int cursors(String servers) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("zookeeper", servers);
        tree.put("dryRun", dryRun);
        JsonNode cursors = otterctl.manager()
                .client()
                .post("import/cursors", new String(Json.write(tree), StandardCharsets.UTF_8));
        boolean all = true;
        Table table = new Table("CHANNEL", "PIPELINE", "CANAL", "WAS AT", "POSITION", "");
        for (JsonNode cursor : cursors) {
            String reason = cursor.path("reason").asString("");
            all &= reason.isEmpty();
            JsonNode position = cursor.path("position");
            table.add(
                    Table.cell(cursor.path("channel")),
                    Table.cell(cursor.path("pipeline")),
                    Table.cell(cursor.path("canal")),
                    Table.cell(cursor.path("state")),
                    position.isObject()
                            ? position.path("file").asString("") + ":"
                                    + position.path("offset").asString("")
                            : "-",
                    !reason.isEmpty() ? reason : cursor.path("taken").asBoolean() ? "taken over" : "");
        }
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(cursors);
        } else {
            table.print(spec.commandLine().getOut());
        }
        return all ? 0 : 1;
    }

    private static boolean blocks(JsonNode setting) {
        return setting.path("severity").asString("").equals("MANDATORY");
    }
}
