package io.otter.benchmark.peer;

import io.otter.benchmark.work.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts peers by name.
 *
 * @param root the source tree
 * @param directory for their files and logs
 */
public record Peers(Path root, Path directory, Pair pair) {
    public static final String US = "us";
    /** Us, asked for a copy by a resync instead of by lines of the free door. */
    public static final String SNAPSHOT = "snapshot";
    /** Us, with TLS to both servers. */
    public static final String TLS = "tls";

    public static final String CEILING = "ceiling";
    public static final String DUMP = "dump";
    /** In the order of the report. */
    public static final List<String> NAMES =
            List.of(US, TLS, SNAPSHOT, "native1", "native4", "debezium", DUMP, CEILING);

    /** Whether a peer can do the work. */
    public static boolean fits(String name, Work work) {
        return switch (name) {
            case US, TLS, CEILING -> true;
            case DUMP, SNAPSHOT -> work.copy();
            default -> !work.copy();
        };
    }

    /** @param rows of the work */
    public Peer start(String name, Work work, int rows) {
        return switch (name) {
            case US -> otter(name, work, CopyBy.FREE_DOOR, Layout.ONE_SITE);
            case SNAPSHOT -> otter(name, work, CopyBy.SNAPSHOT, Layout.ONE_SITE);
            case TLS -> otter(name, work, CopyBy.FREE_DOOR, Layout.ENCRYPTED);
            case DUMP -> new DumpPeer(pair);
            case "native1" -> new NativePeer(pair, 1);
            case "native4" -> new NativePeer(pair, 4);
            case "debezium" -> new JvmPeer(pair.source(), log(name, work), debezium());
            case CEILING -> new JvmPeer(pair.target(), log(name, work), work.copy() ? copy(rows) : ceiling(work, rows));
            default -> throw new IllegalArgumentException("no peer " + name);
        };
    }

    private OtterPeer otter(String name, Work work, CopyBy copyBy, Layout layout) {
        return new OtterPeer(pair, work, root, directory.resolve(name + "-" + work.label()), layout, Map.of(), copyBy);
    }

    private Path log(String name, Work work) {
        return directory.resolve(name + "-" + work.label() + ".log");
    }

    private List<String> ceiling(Work work, int rows) {
        return List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.otter.benchmark.ceiling.CeilingMain",
                work.label(),
                Integer.toString(rows),
                Integer.toString(pair.target().port()),
                pair.target().user(),
                pair.target().password());
    }

    private List<String> copy(int rows) {
        return List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.otter.benchmark.ceiling.CopyMain",
                Integer.toString(Work.W4.backlog(rows).changes()),
                Integer.toString(pair.source().port()),
                Integer.toString(pair.target().port()),
                pair.target().user(),
                pair.target().password());
    }

    private List<String> debezium() {
        Path built = root.resolve("benchmark/debezium/target");
        List<String> arguments = new ArrayList<>();
        try {
            arguments.add("-cp");
            arguments.add(built.resolve("classes") + ":"
                    + Files.readString(built.resolve("classpath")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Debezium is not there: benchmark/run.sh fetches it", e);
        }
        arguments.add("io.otter.benchmark.debezium.DebeziumMain");
        arguments.addAll(List.of(
                Integer.toString(pair.source().port()),
                Integer.toString(pair.target().port()),
                pair.source().user(),
                pair.source().password()));
        return arguments;
    }
}
