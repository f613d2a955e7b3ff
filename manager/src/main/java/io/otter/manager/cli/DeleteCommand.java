package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Deletes things that nothing else needs. */
@Command(name = "delete", description = "Deletes something that nothing uses.", mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            descriptionKey = "KIND",
            description = "sources, canals, channels, nodes, groups, zookeepers or users; tables, tokens or"
                    + " alarm-rules by id.")
    private String kind;

    @Parameters(index = "1", paramLabel = "NAME")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        otterctl.manager().confirm("Delete " + kind + " " + name);
        JsonNode answer = otterctl.manager().client().delete(ManagerClient.thing(kind, name));
        spec.commandLine().getOut().println(otterctl.manager().json() ? answer.toString() : name + " deleted");
        return 0;
    }
}
