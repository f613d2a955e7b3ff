package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Configuration and accounts in one file. */
final class BackupCommands {
    private BackupCommands() {}

    /** Makes one. */
    @Command(
            name = "backup",
            description = "Saves configuration, accounts and alarm rules in one file; secrets stay encrypted.",
            mixinStandardHelpOptions = true)
    static final class Backup implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Option(
                names = {"-f", "--file"},
                required = true,
                description = "Where to write it, readable by the own user only; - for standard output.")
        private String file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            ManagerClient client = otterctl.manager().client();
            if (file.equals("-")) {
                client.copy("backup", "application/json", spec.commandLine().getOut());
            } else {
                OwnFile.write(Path.of(file), out -> client.copy("backup", "application/json", out));
                spec.commandLine().getOut().println("saved in " + file);
            }
            return 0;
        }
    }

    /** Restores one. */
    @Command(
            name = "restore",
            description =
                    "Restores a backup into a manager where nothing is configured; its accounts are replaced, too.",
            mixinStandardHelpOptions = true)
    static final class Restore implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Option(
                names = {"-f", "--file"},
                required = true,
                description = "What backup has saved.")
        private Path file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            JsonNode done = otterctl.manager().client().put("backup", document(), "application/json");
            if (otterctl.manager().json()) {
                spec.commandLine().getOut().println(done);
                return 0;
            }
            JsonNode rows = done.path("rows");
            spec.commandLine()
                    .getOut()
                    .println("restored " + rows.path("CHANNEL").asInt(0) + " channels, "
                            + rows.path("DATA_MEDIA_SOURCE").asInt(0) + " sources, "
                            + rows.path("NODE").asInt(0) + " nodes and "
                            + rows.path("USER").asInt(0) + " users"
                            + (done.path("published").asBoolean(false)
                                    ? ""
                                    : "; nodes hear of it when ZooKeeper answers: otterctl repair zookeeper"));
            return 0;
        }

        private String document() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new OtterException(ErrorCode.FILE_UNREADABLE, "cannot read " + file + ": " + e + ".", e);
            }
        }
    }
}
