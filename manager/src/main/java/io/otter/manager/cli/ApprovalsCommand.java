package io.otter.manager.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows and decides what waits for a second person. */
@Command(
        name = "approvals",
        description = "Lists what waits for a second person; with --approve or --reject decides about one.",
        mixinStandardHelpOptions = true)
final class ApprovalsCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Option(names = "--approve", paramLabel = "ID", description = "For who has not asked; that one may do it then.")
    private @Nullable Long approved;

    @Option(names = "--reject", paramLabel = "ID", description = "Also takes back one's own.")
    private @Nullable Long rejected;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        if (approved != null) {
            client.post("approvals/" + approved + "/approve", "");
        }
        if (rejected != null) {
            client.post("approvals/" + rejected + "/reject", "");
        }
        print(client.get("approvals"));
        return 0;
    }

    private void print(JsonNode approvals) {
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(approvals);
            return;
        }
        Table table = new Table("ID", "CHANNEL", "WHAT", "ASKED BY", "APPROVED BY", "EXPIRES");
        for (JsonNode one : approvals) {
            table.add(
                    Table.cell(one.path("id")),
                    Table.cell(one.path("channel")),
                    Table.cell(one.path("action")),
                    Table.cell(one.path("asker")),
                    one.path("approver").isNull() ? "-" : Table.cell(one.path("approver")),
                    Table.cell(one.path("expires")));
        }
        table.print(spec.commandLine().getOut());
    }
}
