package io.otter.manager.cli;

import io.otter.common.error.OtterException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code otterctl}: exits with 0 if the command succeeded and all is well, else with 1 and one line on stderr. */
@Command(
        name = "otterctl",
        description = "Sets up, starts, stops and watches the channels of an Otter manager.",
        mixinStandardHelpOptions = true,
        versionProvider = OtterCtl.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SpecCommands.Apply.class,
            SpecCommands.Diff.class,
            SpecCommands.Export.class,
            DeleteCommand.class,
            ChannelCommands.Start.class,
            ChannelCommands.Stop.class,
            ChannelCommands.Pause.class,
            StatusCommand.class,
            ValidateCommand.class,
            CheckpointCommand.class,
            PositionCommand.class,
            ResyncCommand.class,
            VerifyCommand.class,
            RepairCommand.class,
            DdlCommand.class,
            UnknownTablesCommand.class,
            ErrorsCommand.class,
            DeadLettersCommand.class,
            ConflictsCommand.class,
            NodesCommand.class,
            DrainCommands.Drain.class,
            DrainCommands.Undrain.class,
            TokensCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Address and login come from the options, or else from the variables OTTER_SERVER,",
            "OTTER_USER, OTTER_PASSWORD and OTTER_TOKEN."
        })
public final class OtterCtl {
    @Mixin
    private final ManagerOptions manager;

    private OtterCtl(Map<String, String> environment) {
        manager = new ManagerOptions(environment);
    }

    /** The options common to all commands. */
    ManagerOptions manager() {
        return manager;
    }

    public static void main(String[] arguments) {
        System.exit(
                run(System.getenv(), new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    /**
     * Runs one command.
     *
     * @param environment for OTTER_SERVER and the like
     * @return 0 or 1
     */
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new OtterCtl(environment));
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            err.println(failure instanceof OtterException known ? oneLine(known.describe()) : "INTERNAL: " + failure);
            return 1;
        });
        line.setParameterExceptionHandler((failure, given) -> {
            err.println(oneLine(String.valueOf(failure.getMessage())) + " Try: otterctl help");
            return 1;
        });
        return line.execute(arguments) == 0 ? 0 : 1;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    /** The version of the jar; "development" when run from classes. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = OtterCtl.class.getPackage().getImplementationVersion();
            return new String[] {"otterctl " + (version == null ? "development" : version)};
        }
    }
}
