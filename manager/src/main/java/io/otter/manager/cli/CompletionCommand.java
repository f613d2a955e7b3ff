package io.otter.manager.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a completion script for a shell.",
            "In its start-up file:",
            "  bash, zsh: source <(otterctl completion bash)",
            "  fish: otterctl completion fish | source"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", descriptionKey = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine otterctl = spec.parent().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        switch (shell) {
            case bash -> out.println(AutoComplete.bash("otterctl", otterctl));
            case zsh -> {
                out.println("autoload -U +X compinit && compinit");
                out.println("autoload -U +X bashcompinit && bashcompinit");
                out.println(AutoComplete.bash("otterctl", otterctl));
            }
            case fish -> fish(otterctl, out);
        }
        return 0;
    }

    private static void fish(CommandLine otterctl, PrintWriter out) {
        out.println("complete -c otterctl -f");
        // Not __fish_use_subcommand: the value of an option is no command.
        String none = "'not __fish_seen_subcommand_from "
                + String.join(" ", otterctl.getSubcommands().keySet()) + "'";
        fish(none, otterctl, out);
        otterctl.getSubcommands()
                .forEach((name, command) -> fish("'__fish_seen_subcommand_from " + name + "'", command, out));
    }

    private static void fish(String condition, CommandLine command, PrintWriter out) {
        command.getSubcommands()
                .forEach((name, one) -> out.println("complete -c otterctl -n " + condition + " -a " + name + " -d "
                        + quoted(first(one.getCommandSpec().usageMessage().description()))));
        command.getCommandSpec().options().forEach(option -> fish(condition, option, out));
    }

    private static void fish(String condition, OptionSpec option, PrintWriter out) {
        StringBuilder line = new StringBuilder("complete -c otterctl -n " + condition);
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            line.append(
                    option.paramLabel().contains("FILE") || option.longestName().equals("--file") ? " -rF" : " -x");
        }
        if (option.completionCandidates() != null) {
            line.append(" -a ").append(quoted(String.join(" ", option.completionCandidates())));
        }
        out.println(line.append(" -d ").append(quoted(first(option.description()))));
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
