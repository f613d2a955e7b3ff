package io.otter.manager.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows users. */
@Command(name = "users", description = "Shows the users and their roles.", mixinStandardHelpOptions = true)
final class UsersCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode users = otterctl.manager().client().get("users");
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(users);
            return 0;
        }
        Table table = new Table("NAME", "ROLE");
        users.forEach(user -> table.add(Table.cell(user.path("name")), Table.cell(user.path("role"))));
        table.print(spec.commandLine().getOut());
        return 0;
    }
}
