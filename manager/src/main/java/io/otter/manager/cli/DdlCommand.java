package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

/** Shows the DDL that a channel waits at, or decides about it. */
@Command(
        name = "ddl",
        description = "Shows the DDL that awaits a decision, or decides about it.",
        mixinStandardHelpOptions = true)
final class DdlCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(names = "--id", description = "Which statement; not needed if there is only one.")
    private @Nullable String id;

    @ArgGroup
    private @Nullable Decision decision;

    @Spec
    private CommandSpec spec;

    private static final class Decision {
        @Option(names = "--run", required = true, description = "Run it at the target as shown.")
        private boolean run;

        @Option(names = "--skip", required = true, description = "Skip it and continue.")
        private boolean skip;

        @Option(names = "--replace", required = true, paramLabel = "SQL", description = "Run this instead.")
        private @Nullable String replace;

        String choice() {
            return run ? "RUN" : skip ? "SKIP" : "REPLACE";
        }
    }

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        JsonNode waiting = client.get(ManagerClient.channel(channel, "ddl"));
        if (decision != null) {
            String sql = decision.replace == null ? "" : decision.replace;
            String body =
                    new String(Json.write(Map.of("choice", decision.choice(), "sql", sql)), StandardCharsets.UTF_8);
            waiting = client.post(ManagerClient.channel(channel, "ddl/" + which(waiting)), body);
        }
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(waiting);
            return 0;
        }
        if (waiting.isEmpty()) {
            spec.commandLine().getOut().println("no statement awaits a decision");
        }
        for (JsonNode one : waiting) {
            List<String> lines = new ArrayList<>();
            lines.add(Table.cell(one.path("id")) + "  " + Table.cell(one.path("pipeline")) + " -> "
                    + Table.cell(one.path("target")) + " at " + Table.cell(one.path("position"))
                    + (one.path("answered").asBoolean(false) ? "  (decided)" : ""));
            lines.add("  source: " + Table.cell(one.path("sql")));
            if (!one.path("tables").isEmpty()) {
                lines.add("  tables: "
                        + String.join(
                                ", ",
                                one.path("tables")
                                        .valueStream()
                                        .map(JsonNode::asString)
                                        .toList()));
            }
            one.path("statements").forEach(sql -> lines.add("  target: " + sql.asString("")));
            lines.add("  reason: " + Table.cell(one.path("reason")));
            lines.forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }

    private String which(JsonNode waiting) {
        if (id != null) {
            return id;
        }
        if (waiting.size() != 1) {
            throw new OtterException(
                    ErrorCode.NOT_FOUND,
                    waiting.isEmpty()
                            ? channel + " has no statement that awaits a decision."
                            : channel + " has " + waiting.size()
                                    + " statements that await a decision; choose one with --id.");
        }
        return waiting.get(0).path("id").asString("");
    }
}
