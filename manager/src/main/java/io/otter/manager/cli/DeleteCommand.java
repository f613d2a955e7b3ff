package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Takes away what a document has named and no other thing needs. */
@Command(
        name = "delete",
        description = "Deletes a source, canal, channel, node, group or ZooKeeper cluster that nothing uses.",
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
    /** As documents call their lists. */
    enum Kind {
        sources,
        canals,
        channels,
        nodes,
        groups,
        zookeepers
    }

    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(index = "0", paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
    private Kind kind;

    @Parameters(index = "1", paramLabel = "NAME")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode answer = otterctl.manager().client().delete(ManagerClient.thing(kind.name(), name));
        spec.commandLine().getOut().println(otterctl.manager().json() ? answer.toString() : name + " is deleted");
        return 0;
    }
}
