package io.otter.manager.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows rows that a channel's targets refused, or decides about them. */
@Command(
        name = "dead-letters",
        description = "Shows the rows that a channel's targets refused, sends them again or discards them.",
        mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(names = "--all", description = "Also those that are done or discarded.")
    private boolean all;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description = "With --retry-all or --discard-all: only the rows of this pipeline.")
    private @Nullable String pipeline;

    @ArgGroup
    private @Nullable Decision decision;

    @Spec
    private CommandSpec spec;

    private static final class Decision {
        @Option(names = "--retry", required = true, paramLabel = "ID", description = "Send this row again.")
        private @Nullable Long retry;

        @Option(names = "--retry-all", required = true, description = "Send all open rows again.")
        private boolean retryAll;

        @Option(names = "--discard", required = true, paramLabel = "ID", description = "Discard this row.")
        private @Nullable Long discard;

        @Option(names = "--discard-all", required = true, description = "Discard all open rows.")
        private boolean discardAll;

        String call() {
            if (retryAll || discardAll) {
                return retryAll ? "retry" : "discard";
            }
            return retry != null ? retry + "/retry" : discard + "/discard";
        }
    }

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        if (decision != null) {
            if (decision.discardAll) {
                otterctl.manager().confirm("Discard all open rows of " + channel);
            }
            String of = pipeline == null ? "" : "?pipeline=" + URLEncoder.encode(pipeline, StandardCharsets.UTF_8);
            JsonNode answer = client.post(ManagerClient.channel(channel, "dead-letters/" + decision.call() + of));
            String text;
            if (answer.has("sent")) {
                text = rows(answer.path("sent").asInt()) + " sent again";
            } else if (answer.has("discarded")) {
                text = rows(answer.path("discarded").asInt()) + " discarded";
            } else {
                text = Table.cell(answer.path("id")) + " is " + Table.cell(answer.path("state"));
            }
            spec.commandLine().getOut().println(otterctl.manager().json() ? answer.toString() : text);
            return 0;
        }
        JsonNode letters =
                client.get(ManagerClient.channel(channel, "dead-letters?most=500" + (all ? "" : "&state=OPEN")));
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(letters);
            return 0;
        }
        Table table = new Table("ID", "STATE", "TABLE", "KIND", "KEY", "REFUSED", "ERROR");
        for (JsonNode letter : letters) {
            table.add(
                    Table.cell(letter.path("id")),
                    Table.cell(letter.path("state")),
                    Table.cell(letter.path("targetTable")),
                    Table.cell(letter.path("kind")),
                    Table.cell(letter.path("key")),
                    Table.cell(letter.path("refused")),
                    Table.cell(letter.path("errorText")));
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }

    private static String rows(int count) {
        return count == 1 ? "1 row" : count + " rows";
    }
}
