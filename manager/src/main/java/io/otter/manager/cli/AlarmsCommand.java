package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows alarms, and says that somebody cares. */
@Command(
        name = "alarms",
        description = "Shows the active alarms; fails while there are any.",
        mixinStandardHelpOptions = true)
final class AlarmsCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Option(
            names = "--acknowledge",
            paramLabel = "ID",
            description = "Have this one not be sent again until it recovers.")
    private long acknowledge;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        JsonNode alarms =
                acknowledge == 0 ? client.get("alarms") : client.post("alarms/" + acknowledge + "/acknowledge");
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(alarms);
        } else if (alarms.isEmpty()) {
            spec.commandLine().getOut().println("no alarms");
        } else {
            Table table = new Table("ID", "CHANNEL", "PIPELINE", "KIND", "SINCE", "ACKNOWLEDGED BY", "WHAT");
            for (JsonNode alarm : alarms) {
                table.add(
                        Table.cell(alarm.path("id")),
                        Table.cell(alarm.path("channel")),
                        Table.cell(alarm.path("pipeline")),
                        Table.cell(alarm.path("kind")),
                        Table.cell(alarm.path("raised")),
                        Table.cell(alarm.path("acknowledgedBy")),
                        Table.cell(alarm.path("message")));
            }
            table.print(spec.commandLine().getOut());
        }
        return alarms.isEmpty() || acknowledge != 0 ? 0 : Exit.REFUSED;
    }
}
