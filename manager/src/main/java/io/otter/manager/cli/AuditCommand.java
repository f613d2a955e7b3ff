package io.otter.manager.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows the audit log. */
@Command(
        name = "audit",
        description = "Shows who did what, newest first; of a channel, or everything for administrators.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(
            paramLabel = "CHANNEL",
            descriptionKey = "CHANNEL",
            arity = "0..1",
            description = "Everything if not given.")
    private @Nullable String channel;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String name = channel;
        ManagerClient client = otterctl.manager().client();
        JsonNode entries = client.get(name == null ? "audit" : ManagerClient.channel(name, "audit"));
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(entries);
            return 0;
        }
        Table table = new Table("TIME", "USER", "FROM", "WHAT");
        for (JsonNode entry : entries) {
            table.add(
                    Table.cell(entry.path("at")),
                    Table.cell(entry.path("user")),
                    Table.cell(entry.path("address")),
                    Table.cell(entry.path("action")).replaceAll("\\s*\\R\\s*", "; "));
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }
}
