package io.otter.manager.cli;

import io.otter.common.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Sends rows that a comparison found again. */
@Command(
        name = "repair",
        description = "Sends the rows that a comparison found again, in the order of the channel's changes.",
        subcommands = RepairCommand.Zookeeper.class,
        mixinStandardHelpOptions = true)
final class RepairCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL", arity = "0..1")
    private @Nullable String channel;

    @Option(names = "--run", paramLabel = "ID", description = "The comparison; see otterctl verify --list.")
    private long run;

    @Option(names = "--delete-extra", description = "Delete rows that only the target has; else they stay.")
    private boolean deleteExtra;

    @Option(names = "--dry-run", description = "Only show what would be done, as SQL.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (channel == null || run == 0) {
            throw new ParameterException(
                    spec.commandLine(), "Missing: CHANNEL and --run=ID, or the subcommand zookeeper.");
        }
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

    /** Writes what is missing in ZooKeeper. */
    @Command(
            name = "zookeeper",
            description = {
                "Writes again what is missing in ZooKeeper.",
                "What is there of the configuration and of the channels' states stays. A manager does so by itself",
                "when it starts and when the tree is gone."
            },
            mixinStandardHelpOptions = true)
    static final class Zookeeper implements Callable<Integer> {
        @ParentCommand
        private RepairCommand repair;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            repair.otterctl.manager().client().post("system-reduction");
            spec.commandLine().getOut().println("ZooKeeper has everything again");
            return 0;
        }
    }
}
