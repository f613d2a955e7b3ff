package io.otter.manager.cli;

import io.otter.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists, makes and deletes API tokens. */
@Command(
        name = "tokens",
        description = "Lists your API tokens; with --new or --delete makes or deletes one.",
        mixinStandardHelpOptions = true)
final class TokensCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Option(names = "--all", description = "Those of everybody, for administrators.")
    private boolean all;

    @Option(names = "--new", paramLabel = "NAME", description = "Makes a token and prints it. Needs the password.")
    private @Nullable String name;

    @Option(names = "--role", description = "VIEWER, OPERATOR or ADMIN, at most your own.")
    private @Nullable String role;

    @Option(names = "--days", description = "Until it expires (90).")
    private @Nullable Integer days;

    @Option(names = "--channel", description = "Only for this channel; may be repeated.")
    private List<String> channels = new ArrayList<>();

    @Option(names = "--delete", paramLabel = "ID")
    private @Nullable Long deleted;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        if (name != null) {
            Map<String, Object> wanted = new LinkedHashMap<>();
            wanted.put("name", name);
            wanted.put("password", otterctl.manager().password());
            if (role != null) {
                wanted.put("role", role);
            }
            if (days != null) {
                wanted.put("days", days);
            }
            wanted.put("channels", channels);
            JsonNode made = client.post("tokens", new String(Json.write(wanted), StandardCharsets.UTF_8));
            spec.commandLine()
                    .getOut()
                    .println(
                            otterctl.manager().json()
                                    ? made.toString()
                                    : made.path("token").asString());
            return 0;
        }
        if (deleted != null) {
            client.delete("tokens/" + deleted);
        }
        print(client.get(all ? "tokens?all=true" : "tokens"));
        return 0;
    }

    private void print(JsonNode tokens) {
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(tokens);
            return;
        }
        Table table = new Table("ID", "USER", "NAME", "ROLE", "CHANNELS", "EXPIRES", "USED");
        for (JsonNode token : tokens) {
            table.add(
                    Table.cell(token.path("id")),
                    Table.cell(token.path("user")),
                    Table.cell(token.path("name")),
                    Table.cell(token.path("role")),
                    token.path("channels").isEmpty() ? "-" : Table.row(token.path("channels")),
                    Table.cell(token.path("expires")),
                    Table.cell(token.path("used")));
        }
        table.print(spec.commandLine().getOut());
    }
}
