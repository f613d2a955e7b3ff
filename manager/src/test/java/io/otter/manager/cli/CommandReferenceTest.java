package io.otter.manager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.documents.Markdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/cli.md}, which {@code -Dotter.docs=write} writes. */
class CommandReferenceTest {
    private static final Path DOCUMENT = Markdown.ROOT.resolve("docs/cli.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-\\w, +)?(--[a-z-]+)");

    @Test
    void everyCommandIsThereAndNoOptionThatIsGone() throws Exception {
        CommandLine otterctl = OtterCtl.commands(Map.of());
        if (System.getProperty("otter.docs", "").equals("write")) {
            Files.writeString(DOCUMENT, text(otterctl));
        }
        String document = Files.readString(DOCUMENT);
        assertThat(HEADING.matcher(document).results().map(heading -> heading.group(1)))
                .as("docs/cli.md, which -Dotter.docs=write writes")
                .containsExactlyInAnyOrderElementsOf(
                        otterctl.getSubcommands().keySet().stream().sorted().toList());
        otterctl.getSubcommands().entrySet().stream()
                .filter(command -> !command.getKey().equals("help"))
                .forEach(command -> assertThat(command.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .description()[0])
                        .as("the list of commands shows only the first line of " + command.getKey())
                        .endsWith("."));
        List<String> gone = new ArrayList<>();
        String[] sections = document.split("(?m)^## ");
        for (String section : List.of(sections).subList(1, sections.length)) {
            String name = section.lines().findFirst().orElseThrow();
            String usage = usage(otterctl.getSubcommands().get(name));
            OPTION.matcher(section)
                    .results()
                    .map((MatchResult option) -> option.group(1))
                    .filter(option -> !usage.contains(option))
                    .forEach(option -> gone.add(name + " " + option));
        }
        assertThat(gone).isEmpty();
    }

    private static String text(CommandLine otterctl) {
        StringBuilder text = new StringBuilder("""
                # otterctl

                Written by `CommandReferenceTest`. Exit codes, completion and where address and log-in come from:
                [Operations](operations.md#the-command-line).

                ```
                """);
        text.append(usage(otterctl)).append("```\n");
        otterctl.getSubcommands().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(command -> text.append("\n## ")
                        .append(command.getKey())
                        .append("\n\n```\n")
                        .append(usage(command.getValue()))
                        .append("```\n"));
        return text.toString();
    }

    /** Without the options that all commands have, which are told once. */
    private static String usage(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF).replaceAll("(?m) +$", "");
    }
}
