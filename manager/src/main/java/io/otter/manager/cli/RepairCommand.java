package io.otter.manager.cli;

import io.otter.common.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Sends rows that a comparison found again. */
@Command(
        name = "repair",
        description = "Sends the rows that a comparison found again, in the order of the channel's changes.",
        mixinStandardHelpOptions = true)
final class RepairCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(
            names = "--run",
            required = true,
            paramLabel = "ID",
            description = "The comparison; see otterctl verify --list.")
    private long run;

    @Option(names = "--delete-extra", description = "Delete rows that only the target has; else they stay.")
    private boolean deleteExtra;

    @Option(names = "--dry-run", description = "Only show what would be done, as SQL.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> form = Map.of("run", run, "extra", deleteExtra ? "DELETE" : "KEEP", "dryRun", dryRun);
        JsonNode report = otterctl.manager()
                .client()
                .post(ManagerClient.channel(channel, "repair"), new String(Json.write(form), StandardCharsets.UTF_8));
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            out.println(report);
            return 0;
        }
        report.path("preview").forEach(step -> out.println(step.path("sql").asString("")));
        out.println((dryRun ? "-- " : "") + report.path("rows").asLong() + " rows are sent again or deleted, "
                + report.path("kept").asLong() + " that only the target has stay.");
        for (JsonNode id : report.path("ids")) {
            out.println("otterctl resync " + channel + " --id " + id.asLong() + " --watch");
        }
        out.flush();
        return 0;
    }
}
