package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows log records. */
@Command(
        name = "logs",
        description = "Shows the newest log records of nodes and managers, of all channels.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(
            paramLabel = "TEXT",
            descriptionKey = "TEXT",
            arity = "0..1",
            description = "Only those that contain it.")
    private String find = "";

    @Option(names = "--most", paramLabel = "N", description = "So many, 50 by default, at most 200.")
    private int most = 50;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode records = otterctl.manager().client().get("logs?most=" + most + "&find=" + ManagerClient.query(find));
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(records);
            return 0;
        }
        Table table = new Table("TIME", "NODE", "CHANNEL", "PIPELINE", "TITLE", "MESSAGE");
        for (JsonNode one : records) {
            table.add(
                    Table.cell(one.path("at")),
                    Table.cell(one.path("nid")),
                    Table.cell(one.path("channel")),
                    Table.cell(one.path("pipeline")),
                    Table.cell(one.path("title")),
                    Table.cell(one.path("message")).replaceAll("\\s+", " "));
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }
}
