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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Moves a canal to the place that a dump or a backup belongs to. */
@Command(
        name = "position",
        description = "Moves a canal to where a dump or backup was made; its channels have to be stopped.",
        mixinStandardHelpOptions = true)
final class PositionCommand implements Callable<Integer> {
    /** Of a whole dump: places are written at its beginning or its end. */
    private static final int HEAD = 256 << 10;

    private static final int TAIL = 64 << 10;

    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CANAL")
    private String canal;

    @Option(
            names = "--paste",
            required = true,
            paramLabel = "FILE",
            description =
                    "A dump, mydumper's metadata, xtrabackup_binlog_info, or a file with a GTID set, file:offset or"
                            + " a time; - for the standard input.")
    private String file;

    @Option(names = "--dry-run", description = "Only show what is understood of it.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        String path = ManagerClient.thing("canals", canal) + "/position";
        String body = new String(Json.write(Map.of("paste", text())), StandardCharsets.UTF_8);
        JsonNode start = client.post(path + "/read", body).path("start");
        if (!dryRun) {
            client.post(path, body);
        }
        spec.commandLine().getOut().println("start: " + start);
        return 0;
    }

    private String text() {
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
            throw new OtterException(ErrorCode.REQUEST_INVALID, file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
