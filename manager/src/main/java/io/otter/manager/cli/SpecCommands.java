package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The whole configuration as one document. */
final class SpecCommands {
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";

    private SpecCommands() {}

    /** Applies a document; repeating it changes nothing. */
    @Command(name = "apply", description = "Applies a YAML or JSON document.", mixinStandardHelpOptions = true)
    static final class Apply implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Option(
                names = {"-f", "--file"},
                required = true,
                description = "The document; - for standard input.")
        private String file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            print(
                    send(otterctl.manager(), file, "spec"),
                    otterctl.manager(),
                    spec.commandLine().getOut());
            return 0;
        }
    }

    /** Shows what apply would change. */
    @Command(
            name = "diff",
            description = "Shows what apply would change, key by key; exits with 1 if anything.",
            mixinStandardHelpOptions = true)
    static final class Diff implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Option(
                names = {"-f", "--file"},
                required = true,
                description = "The document; - for standard input.")
        private String file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            JsonNode answer = send(otterctl.manager(), file, "spec?dryRun=true");
            print(answer, otterctl.manager(), spec.commandLine().getOut());
            return answer.path("changes").isEmpty() ? 0 : Exit.REFUSED;
        }
    }

    /** Prints the configuration as a document for apply. */
    @Command(name = "export", description = "Prints everything as one document.", mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            otterctl.manager()
                    .client()
                    .copy(
                            "spec",
                            otterctl.manager().json() ? JSON : YAML,
                            spec.commandLine().getOut());
            return 0;
        }
    }

    private static JsonNode send(ManagerOptions manager, String file, String path) {
        String document = read(file);
        boolean json = file.toLowerCase(Locale.ROOT).endsWith(".json")
                || document.stripLeading().startsWith("{");
        return manager.client().put(path, document, json ? JSON : YAML);
    }

    private static String read(String file) {
        try {
            return file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new OtterException(ErrorCode.FILE_UNREADABLE, "cannot read " + file + ": " + e + ".", e);
        }
    }

    private static void print(JsonNode answer, ManagerOptions manager, PrintWriter out) {
        if (manager.json()) {
            out.println(answer);
            return;
        }
        JsonNode changes = answer.path("changes");
        for (JsonNode change : changes) {
            String what = change.isString() ? change.asString() : Table.row(change);
            out.println(what);
            answer.path("differences").path(what).forEach(line -> out.println("  " + line.asString("")));
        }
        if (changes.isEmpty()) {
            out.println("nothing to change");
        }
    }
}
