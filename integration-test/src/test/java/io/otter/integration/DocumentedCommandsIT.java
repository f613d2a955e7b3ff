package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.otter.quickstart.Deployment;
import io.otter.testsupport.documents.Markdown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that an English document tells people to type is run as it stands there, in the documents' order, by a manager with
 * two nodes; only names are replaced. A new command that neither succeeds nor is in one of the tables here makes this red.
 */
@Tag("servers")
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class DocumentedCommandsIT {
    /** Not run here, by a pattern for the command, and why. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "mvn .*", "it is the build that runs this test",
            "bin/quickstart\\.sh.*", "it starts all of this anew; CI runs it with --smoke",
            "(\\.ci|benchmark|docs)/\\S+.*", "it takes minutes, or fetches",
            "(useradd|mkdir|mv|ln|tar|chown|chmod|cp|systemctl) .*",
                    "it changes the host; DebIT does so in a directory of its own",
            "(helm|docker|kubectl) .*", "the machines of this build have none");

    /** What exits with another code than 0 by what a demonstration is or has not, by a pattern, and the words that it says then. */
    private static final Map<String, String> REFUSED = Map.of(
            ".* diff -f .*", "change canal src-log", // moved by a command before
            ".* restore -f .*", "restore into a manager with an empty database",
            ".* delete sources src", "IN_USE",
            ".* unknown-tables shop --take-present .*", "no pipeline of shop has stopped at crm.customer",
            ".* ddl shop --(run|skip|replace).*", "no statement that awaits a decision",
            ".* approvals --approve .*", "waits here");

    @Test
    void everyCommandOfTheDocumentsDoesWhatIsSaid(@TempDir Path directory) throws Exception {
        assumeThat(Path.of("/usr/bin/curl")).as("curl, which documents use").exists();
        Set<String> commands = new LinkedHashSet<>();
        Map<String, String> from = new LinkedHashMap<>();
        for (Markdown document : Markdown.all()) {
            if (!document.name().contains("zh-CN")) {
                for (String command : document.typed()) {
                    if (!isName(command) && commands.add(command)) {
                        from.put(command, document.name());
                    }
                }
            }
        }
        List<String> wrong = new ArrayList<>();
        try (Deployment deployment = DocumentedShop.deployment(directory);
                DocumentedShop shop = new DocumentedShop(deployment, directory)) {
            for (String command : commands) {
                for (String part : command.split("\\s+&&\\s+")) {
                    String fault = ELSEWHERE.keySet().stream().anyMatch(part::matches) ? "" : fault(shop, part);
                    if (!fault.isEmpty()) {
                        wrong.add(from.get(command) + ": " + part + "\n    " + fault);
                    }
                }
            }
        }
        assertThat(commands).hasSizeGreaterThan(70);
        assertThat(wrong).isEmpty();
    }

    private static String fault(DocumentedShop shop, String command) throws Exception {
        long begun = System.nanoTime();
        DocumentedShell.Said said;
        try {
            said = shop.run(command);
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
        System.out.printf(
                "%5d ms, exit %d: %s%n", (System.nanoTime() - begun) / 1_000_000, said.exit(), said.command());
        String refusal = REFUSED.entrySet().stream()
                .filter(rule -> command.matches(rule.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        boolean right = refusal.isEmpty()
                ? said.exit() == 0
                : said.exit() != 0 && said.exit() != 2 && said.text().contains(refusal);
        return right ? "" : said.command() + "\n    exit " + said.exit() + ": " + said.text();
    }

    /** Only a command's name, as where a text is about it. */
    private static boolean isName(String command) {
        return command.matches("(?:bin/)?otterctl [a-z-]+( --[a-z-]+)?")
                && !command.matches("bin/otterctl (import|rekey)");
    }
}
