package io.otter.manager.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Checks a channel's set-up; exit code 1 when a mandatory check fails. */
@Command(
        name = "validate",
        description = "Checks whether a channel can start; shows the SQL that fixes what is wrong.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode answer = otterctl.manager().client().post(ManagerClient.channel(channel, "validate"));
        PrintWriter out = spec.commandLine().getOut();
        JsonNode checks = answer.isArray() ? answer : answer.path("checks");
        if (otterctl.manager().json()) {
            out.println(answer);
        }
        boolean failed = false;
        for (JsonNode check : checks) {
            failed |= Verdict.fails(check);
            if (!otterctl.manager().json()) {
                Verdict.print(out, check, Table.cell(check.path("pipeline")) + " " + Table.cell(check.path("name")));
            }
        }
        return failed ? Exit.REFUSED : 0;
    }
}
