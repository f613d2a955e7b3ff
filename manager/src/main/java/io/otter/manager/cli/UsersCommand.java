package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows, adds, changes and deletes users. */
@Command(
        name = "users",
        description = "Shows the users and their roles; adds, changes or deletes one.",
        mixinStandardHelpOptions = true)
final class UsersCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @ArgGroup
    private @Nullable Which which;

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer, operator or admin; viewer for a new user.")
    private @Nullable String role;

    @Option(
            names = "--new-password-file",
            paramLabel = "FILE",
            description = "File with the user's password; asked for on the terminal if --add comes without it.")
    private @Nullable Path passwordFile;

    @Spec
    private CommandSpec spec;

    private static final class Which {
        @Option(names = "--add", required = true, paramLabel = "NAME", description = "Add this user.")
        private @Nullable String added;

        @Option(
                names = "--change",
                required = true,
                paramLabel = "NAME",
                description = "Give this user another role, or another password, or both.")
        private @Nullable String changed;

        @Option(names = "--delete", required = true, paramLabel = "NAME", description = "Delete this user.")
        private @Nullable String deleted;
    }

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        JsonNode users = which == null ? client.get("users") : change(client, which);
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(users);
            return 0;
        }
        Table table = new Table("NAME", "ROLE");
        users.forEach(user -> table.add(Table.cell(user.path("name")), Table.cell(user.path("role"))));
        table.print(spec.commandLine().getOut());
        return 0;
    }

    private JsonNode change(ManagerClient client, Which one) {
        if (one.deleted != null) {
            otterctl.manager().confirm("Delete user " + one.deleted);
            return client.delete(ManagerClient.thing("users", one.deleted));
        }
        Map<String, String> body = new LinkedHashMap<>();
        if (role != null) {
            body.put("role", role.toUpperCase(Locale.ROOT));
        }
        if (passwordFile != null || one.added != null) {
            body.put("password", password());
        }
        if (one.added != null) {
            body.put("name", one.added);
            return client.post("users", json(body));
        }
        if (body.isEmpty()) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "--change needs --role or --new-password-file.");
        }
        return client.put(ManagerClient.thing("users", String.valueOf(one.changed)), json(body), "application/json");
    }

    private String password() {
        Path file = passwordFile;
        if (file != null) {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new OtterException(ErrorCode.FILE_UNREADABLE, file + ": " + e.getMessage() + ".", e);
            }
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of the new user: ");
        if (typed == null) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "--add needs --new-password-file.");
        }
        return new String(typed);
    }

    private static String json(Map<String, String> body) {
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }
}
