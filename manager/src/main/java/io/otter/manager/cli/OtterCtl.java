package io.otter.manager.cli;

import static java.util.stream.Collectors.joining;

import io.otter.common.error.OtterException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code otterctl}: exits with 0 if the command succeeded and all is well, else with one line on stderr and an {@link Exit}. */
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
            GetCommand.class,
            DeleteCommand.class,
            ChannelCommands.Start.class,
            ChannelCommands.Stop.class,
            ChannelCommands.Pause.class,
            StatusCommand.class,
            ValidateCommand.class,
            TestCommand.class,
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
            SwitchCommand.class,
            RekeyCommand.class,
            NodeKeyCommand.class,
            BackupCommands.Backup.class,
            BackupCommands.Restore.class,
            ImportCommand.class,
            AlarmsCommand.class,
            LogsCommand.class,
            UsersCommand.class,
            AuditCommand.class,
            CompletionCommand.class,
            TokensCommand.class,
            ApprovalsCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done, and all is well",
            " 1:refused, or not all is well: something fails, differs or would change",
            " 2:the command line was not understood",
            " 3:the manager does not answer, or not in time",
            " 4:not logged in, or without the right to do it",
            " 5:there is nothing of this name",
            " 6:the document, file or value cannot be used"
        },
        footer = {
            "",
            "Address and login come from the options, or else from the variables OTTER_SERVER,",
            "OTTER_USER, OTTER_PASSWORD and OTTER_TOKEN."
        })
public final class OtterCtl {
    private static final int MOST_SUGGESTIONS = 3;

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
        Output output = new Output(new FileOutputStream(FileDescriptor.out));
        PrintWriter err = new PrintWriter(System.err, true);
        int code = run(
                System.getenv(),
                new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), true),
                err,
                arguments);
        if (output.isLost()) {
            err.println("otterctl: the output could not be written: " + output.fault());
            code = Math.max(code, Exit.REFUSED);
        }
        System.exit(code);
    }

    /**
     * Runs one command; what it has printed is flushed.
     *
     * @param environment for OTTER_SERVER and the like
     * @return one of {@link Exit}
     */
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = commands(environment, Locale.getDefault());
        PrintWriter plainErr = PlainText.to(err);
        line.setOut(PlainText.to(out));
        line.setErr(plainErr);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            plainErr.println(
                    failure instanceof OtterException known ? oneLine(known.describe()) : "INTERNAL: " + failure);
            return Exit.of(failure);
        });
        line.setParameterExceptionHandler((failure, given) -> {
            List<String> like =
                    failure instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
            plainErr.println(oneLine(String.valueOf(failure.getMessage()))
                    + (like.isEmpty()
                            ? " Try: otterctl help"
                            : " Did you mean: "
                                    + like.stream().limit(MOST_SUGGESTIONS).collect(joining(", ")) + "?"));
            return Exit.USAGE;
        });
        try {
            return line.execute(arguments);
        } finally {
            line.getOut().flush();
            plainErr.flush();
        }
    }

    /** All commands, with help in Chinese or else in English. */
    static CommandLine commands(Map<String, String> environment, Locale locale) {
        // A name that begins with @ is a name, not a file whose words are arguments.
        CommandLine line = new CommandLine(new OtterCtl(environment)).setExpandAtFiles(false);
        if (locale.getLanguage().equals(Locale.CHINESE.getLanguage())) {
            line.setResourceBundle(ResourceBundle.getBundle("otterctl", Locale.CHINESE));
        }
        return line;
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
