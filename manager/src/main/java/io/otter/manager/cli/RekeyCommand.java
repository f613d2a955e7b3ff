package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Encrypts with another key; fails if something has to be typed again. */
@Command(
        name = "rekey",
        description = "Encrypts all stored passwords with the manager's present otter.secret.key, and publishes them.",
        mixinStandardHelpOptions = true)
final class RekeyCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode done = otterctl.manager().client().post("rekey");
        int left = done.path("left").asInt(0);
        spec.commandLine()
                .getOut()
                .println(
                        otterctl.manager().json()
                                ? done.toString()
                                : done.path("renewed").asInt(0) + " renewed with key "
                                        + Table.cell(done.path("key"))
                                        + (left == 0
                                                ? "; nothing needs another key"
                                                : "; " + left + " cannot be decrypted and must be typed again"));
        return left == 0 ? 0 : 1;
    }
}
