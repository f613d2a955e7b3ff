package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows where the pipelines of a canal are, or moves them. */
@Command(
        name = "position",
        description = {
            "Shows where the pipelines of a canal are, or moves them all.",
            "To move them deletes their checkpoints; their channels have to be stopped."
        },
        mixinStandardHelpOptions = true)
final class PositionCommand implements Callable<Integer> {
    /** Of a whole dump: places are written at its beginning or its end. */
    private static final int HEAD = 256 << 10;

    private static final int TAIL = 64 << 10;

    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CANAL")
    private String canal;

    @ArgGroup
    private @Nullable Place place;

    @Option(names = "--dry-run", description = "Only show what is understood of the place.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    private static final class Place {
        @Option(names = "--latest", required = true, description = "The end of the log at the time of the start.")
        private boolean latest;

        @Option(names = "--earliest", required = true, description = "The oldest log file that is still there.")
        private boolean earliest;

        @Option(
                names = "--at",
                required = true,
                paramLabel = "PLACE",
                description = "file:offset, a GTID set, or a time, in UTC unless it says otherwise.")
        private @Nullable String at;

        @Option(
                names = "--paste",
                required = true,
                paramLabel = "FILE",
                description = "A dump, mydumper's metadata, xtrabackup_binlog_info, or a file with what --at takes;"
                        + " - for the standard input.")
        private @Nullable String paste;

        @Nullable
        String named() {
            return latest ? "latest" : earliest ? "earliest" : null;
        }

        /** What the manager is to find a place in. */
        String text() {
            return at != null ? at : PositionCommand.text(String.valueOf(paste));
        }
    }

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        String path = ManagerClient.thing("canals", canal) + "/position";
        if (place == null) {
            print(client.get(path));
            return 0;
        }
        String named = place.named();
        String body = json(named == null ? Map.of("paste", place.text()) : Map.of("start", named));
        String start =
                named == null ? client.post(path + "/read", body).path("start").toString() : '"' + named + '"';
        if (!dryRun) {
            otterctl.manager().confirm("Move all pipelines of " + canal + " to " + start);
            client.post(path, body);
        }
        spec.commandLine().getOut().println("start: " + start);
        return 0;
    }

    private void print(JsonNode readers) {
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(readers);
            return;
        }
        Table table = new Table("CHANNEL", "PIPELINE", "STATUS", "TARGET", "CHECKPOINT", "CURSOR");
        for (JsonNode reader : readers) {
            JsonNode targets = reader.path("kept");
            for (int i = 0; i == 0 || i < targets.size(); i++) {
                table.add(
                        Table.cell(reader.path("channel")),
                        Table.cell(reader.path("pipeline")),
                        Table.cell(reader.path("status")),
                        Table.cell(targets.path(i).path("target")),
                        StatusCommand.position(targets.path(i).path("position")),
                        StatusCommand.position(reader.path("cursor")));
            }
        }
        table.print(spec.commandLine().getOut());
    }

    private static String json(Map<String, String> body) {
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }

    private static String text(String file) {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            byte[] head = in.readNBytes(HEAD);
            byte[] tail = new byte[0];
            for (byte[] next = in.readNBytes(TAIL); next.length > 0; next = in.readNBytes(TAIL)) {
                byte[] joined = new byte[tail.length + next.length];
                System.arraycopy(tail, 0, joined, 0, tail.length);
                System.arraycopy(next, 0, joined, tail.length, next.length);
                int from = Math.max(0, joined.length - TAIL);
                tail = Arrays.copyOfRange(joined, from, joined.length);
            }
            return new String(head, StandardCharsets.UTF_8) + "\n" + new String(tail, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new OtterException(ErrorCode.FILE_UNREADABLE, file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
