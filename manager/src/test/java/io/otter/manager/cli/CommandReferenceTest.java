package io.otter.manager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.documents.Markdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/cli.md} and {@code docs/cli.zh-CN.md}, which {@code -Dotter.docs=write} writes. */
class CommandReferenceTest {
    private static final Path DOCUMENT = Markdown.ROOT.resolve("docs/cli.md");
    private static final Path CHINESE = Markdown.ROOT.resolve("docs/cli.zh-CN.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
    private static final Pattern OPTION = Pattern.compile("(?m)^ {2,6}(?:-\\w, )?(--[a-z-]+)");

    @Test
    void everyCommandIsThereAndNoOptionThatIsGone() throws Exception {
        CommandLine otterctl = OtterCtl.commands(Map.of(), Locale.ENGLISH);
        if (System.getProperty("otter.docs", "").equals("write")) {
            Files.writeString(DOCUMENT, text(otterctl, """
                    # otterctl

                    [简体中文](cli.zh-CN.md)

                    Written by `CommandReferenceTest`. Exit codes, completion and where address and log-in come from:
                    [Operations](operations.md#the-command-line).
                    """));
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

    @Test
    void theChineseOneSaysTheSameOfEveryCommandAndOption() throws Exception {
        CommandLine english = OtterCtl.commands(Map.of(), Locale.ENGLISH);
        CommandLine chinese = OtterCtl.commands(Map.of(), Locale.SIMPLIFIED_CHINESE);
        String text = text(chinese, """
                # otterctl

                [English](cli.md)

                由 `CommandReferenceTest` 生成。退出码、补全以及地址和登录信息的来源：
                [运维](operations.zh-CN.md#命令行)。`LANG=zh_CN.UTF-8` 时，`otterctl help` 显示的就是这些内容。
                """);
        if (System.getProperty("otter.docs", "").equals("write")) {
            Files.writeString(CHINESE, text);
        }
        assertThat(Files.readString(CHINESE))
                .as("docs/cli.zh-CN.md, which -Dotter.docs=write writes")
                .isEqualTo(text);
        assertThat(OPTION.matcher(text).results().map(option -> option.group(1)))
                .containsExactlyElementsOf(OPTION.matcher(text(english, ""))
                        .results()
                        .map(option -> option.group(1))
                        .toList());
        List<String> untranslated = new ArrayList<>();
        untranslated(chinese, untranslated);
        assertThat(untranslated).isEmpty();
    }

    private static void untranslated(CommandLine command, List<String> found) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        if (!isChinese(spec.usageMessage().description())) {
            found.add(spec.qualifiedName());
        }
        for (CommandLine.Model.ArgSpec argument : spec.args()) {
            if (argument.description().length > 0 && !argument.hidden() && !isChinese(argument.description())) {
                found.add(spec.qualifiedName() + " " + argument.paramLabel() + argument);
            }
        }
        command.getSubcommands().values().forEach(one -> untranslated(one, found));
    }

    private static boolean isChinese(String[] lines) {
        return String.join("", lines).codePoints().anyMatch(Character::isIdeographic);
    }

    private static String text(CommandLine otterctl, String head) {
        StringBuilder text = new StringBuilder(head).append("\n```\n");
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
