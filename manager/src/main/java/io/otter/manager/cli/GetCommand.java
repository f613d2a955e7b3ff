package io.otter.manager.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows single things of the document. */
@Command(
        name = "get",
        description = "Shows one thing as it is in the document, or the names of all of a kind.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            descriptionKey = "KIND",
            description = "sources, canals, channels, nodes, groups or zookeepers.")
    private String kind;

    @Parameters(index = "1", paramLabel = "NAME", arity = "0..1")
    private @Nullable String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        PrintWriter out = spec.commandLine().getOut();
        if (name != null) {
            JsonNode thing = client.get(ManagerClient.thing(kind, name));
            out.println(otterctl.manager().json() ? thing.toString() : thing.toPrettyString());
            return 0;
        }
        JsonNode all = client.get(kind);
        if (otterctl.manager().json()) {
            out.println(all);
        } else {
            all.forEach(one -> out.println(one.path("name").asString("")));
        }
        return 0;
    }
}
