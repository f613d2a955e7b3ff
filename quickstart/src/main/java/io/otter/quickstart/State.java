package io.otter.quickstart;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * The servers and keys of a {@link Deployment}: new ones each time, or those in a directory, which are made at its first start. What is
 * in ZooKeeper is never kept, since the manager writes it again. One thread at a time.
 */
final class State {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final Path file;
    private final boolean kept;
    private final Properties properties = new Properties();

    private State(Path directory, boolean kept) {
        this.directory = directory;
        this.kept = kept;
        file = directory.resolve("state.properties");
    }

    static State of(DeploymentPlan plan) {
        State state = new State(plan.directory(), plan.keep());
        if (state.kept && Files.exists(state.file)) {
            try (var reader = Files.newBufferedReader(state.file)) {
                state.properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return state;
    }

    DatabaseServer server(String role, String name, String... options) {
        return kept
                ? DatabaseServer.keep(directory.resolve(role), port(role), name, options)
                : DatabaseServer.start(name, options);
    }

    ZookeeperFixture zookeeper() {
        return kept ? ZookeeperFixture.single(port("zookeeper")) : ZookeeperFixture.single();
    }

    /** In hexadecimal digits. */
    String secret(String name, int bytes) {
        String known = properties.getProperty(name);
        if (known != null) {
            return known;
        }
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return put(name, HexFormat.of().formatHex(random));
    }

    /** The one of last time, unless something listens there now. */
    private int port(String role) {
        String name = role + ".port";
        int known = Integer.parseInt(properties.getProperty(name, "0"));
        return known > 0 && FreePorts.taken(List.of(known)).isEmpty()
                ? known
                : Integer.parseInt(put(name, Integer.toString(FreePorts.pick(1).get(0))));
    }

    private String put(String name, String value) {
        properties.setProperty(name, value);
        if (kept) {
            save();
        }
        return value;
    }

    private void save() {
        try {
            Files.createDirectories(directory);
            Path unfinished = directory.resolve("state.properties.new");
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished, OWNER_ONLY);
            try (Writer writer = Files.newBufferedWriter(unfinished)) {
                properties.store(writer, "Keys and ports of the quickstart");
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
