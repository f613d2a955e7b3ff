package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the nodes. */
@Command(name = "nodes", description = "Lists the nodes and whether they are up.", mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode answer = otterctl.manager().client().get("nodes");
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(answer);
            return 0;
        }
        Table table = new Table("NID", "NAME", "ADDRESS", "UP", "DRAINED", "VERSION");
        for (JsonNode node : answer.isArray() ? answer : answer.path("nodes")) {
            String up = node.path("up").asBoolean(node.path("alive").asBoolean(false)) ? "yes" : "no";
            table.add(
                    Table.cell(node.path("nid")),
                    Table.cell(node.path("name")),
                    Table.cell(node.path("ip")) + ":" + Table.cell(node.path("port")),
                    up,
                    Table.cell(node.path("drained").path("since")),
                    Table.cell(node.path("version")));
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }
}
