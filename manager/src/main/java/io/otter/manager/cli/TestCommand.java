package io.otter.manager.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tests the connection to a source or canal. */
@Command(
        name = "test",
        description = "Tests the log-in at the servers of a source or canal; fails if anything needed does not work.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(index = "0", paramLabel = "KIND", descriptionKey = "KIND", description = "sources or canals.")
    private String kind;

    @Parameters(index = "1", paramLabel = "NAME")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode servers = otterctl.manager().client().post(ManagerClient.thing(kind, name) + "/test");
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            out.println(servers);
        }
        boolean failed = false;
        for (JsonNode server : servers) {
            for (JsonNode step : server.path("steps")) {
                failed |= Verdict.fails(step);
                if (!otterctl.manager().json()) {
                    Verdict.print(out, step, server.path("address").asString(""));
                }
            }
        }
        return failed ? Exit.REFUSED : 0;
    }
}
