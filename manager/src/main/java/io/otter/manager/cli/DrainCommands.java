package io.otter.manager.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Drains a node, and ends that. */
final class DrainCommands {
    private DrainCommands() {}

    /** Shows what would stop, then drains. */
    @Command(
            name = "drain",
            description = "Lets a node finish its batches in flight and take no new work.",
            mixinStandardHelpOptions = true)
    static final class Drain implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Parameters(paramLabel = "NODE")
        private String node;

        @Option(names = "--dry-run", description = "Only show which pipelines would stop.")
        private boolean dryRun;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            ManagerClient client = otterctl.manager().client();
            String path = ManagerClient.node(node, "drain");
            JsonNode plan = dryRun ? client.get(path) : client.post(path);
            PrintWriter out = spec.commandLine().getOut();
            if (otterctl.manager().json()) {
                out.println(plan);
                return 0;
            }
            for (JsonNode one : plan.path("standStill")) {
                out.println((dryRun ? "would stop: " : "stops: ")
                        + Table.cell(one.path("channel")) + " " + Table.cell(one.path("pipeline")) + " (no other "
                        + Table.cell(one.path("stage")) + " node)");
            }
            out.println(node + (dryRun ? " not changed" : " drained"));
            return 0;
        }
    }

    /** Takes it back. */
    @Command(name = "undrain", description = "Lets a drained node take work again.", mixinStandardHelpOptions = true)
    static final class Undrain implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Parameters(paramLabel = "NODE")
        private String node;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            JsonNode plan = otterctl.manager().client().post(ManagerClient.node(node, "undrain"));
            spec.commandLine().getOut().println(otterctl.manager().json() ? plan.toString() : node + " undrained");
            return 0;
        }
    }
}
