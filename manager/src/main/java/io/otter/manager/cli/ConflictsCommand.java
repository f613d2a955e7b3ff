package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows rows of a two-way sync that both sides changed. */
@Command(
        name = "conflicts",
        description = "Shows the rows that both sides of a two-way sync changed, and what was done, newest first.",
        mixinStandardHelpOptions = true)
final class ConflictsCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(names = "--most", paramLabel = "N", description = "So many of each pipeline, 100 by default, at most 500.")
    private int most = 100;

    @Option(names = "--before", paramLabel = "ID", description = "Only those before this one.")
    private long before;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode conflicts = otterctl.manager()
                .client()
                .get(ManagerClient.channel(channel, "conflicts?most=" + most + "&before=" + before));
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(conflicts);
            return 0;
        }
        Table table = new Table("ID", "PIPELINE", "TABLE", "KIND", "KEY", "DECIDED", "POLICY", "WHAT ARRIVED");
        for (JsonNode conflict : conflicts) {
            table.add(
                    Table.cell(conflict.path("id")),
                    Table.cell(conflict.path("pipeline")),
                    Table.cell(conflict.path("targetTable")),
                    Table.cell(conflict.path("kind")),
                    Table.cell(conflict.path("row").path("key")),
                    Table.cell(conflict.path("decided")),
                    Table.cell(conflict.path("policy")),
                    conflict.path("taken").asBoolean() ? "taken" : "left");
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }
}
