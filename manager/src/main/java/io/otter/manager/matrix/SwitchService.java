package io.otter.manager.matrix;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import io.otter.manager.position.PositionService;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the standby of a group its master. Everything that names the group follows: the configuration is published with
 * the new address, and running pipelines restart with it. A reader resumes after the GTID set of its checkpoint;
 * without GTIDs, the new server's files cannot be compared with the old one's, so it stops with BINLOG_OTHER_LOG rather
 * than losing or repeating rows. A writer finds its checkpoint beside the rows. Thread-safe.
 */
@Service
public final class SwitchService {
    private final ConfigurationStore store;
    private final SpecService specs;
    private final PositionService positions;
    private final Access access;

    SwitchService(ConfigurationStore store, SpecService specs, PositionService positions, Access access) {
        this.store = store;
        this.specs = specs;
        this.positions = positions;
        this.access = access;
    }

    /** Where a pipeline would resume at another server. */
    public enum Resume {
        /** After the GTID set of its checkpoint. */
        GTID,
        /** It has no checkpoint, and its canal's start position means the same on every server. */
        START,
        /** Its position is in a file of the current master. */
        FILE,
        /** Its target does not answer. */
        UNKNOWN;

        public boolean safe() {
            return this == GTID || this == START;
        }
    }

    /** A pipeline that reads from the group. */
    public record Reader(String channel, String pipeline, Resume resume) {}

    /** A pipeline that writes to the group. */
    public record Writer(String channel, String pipeline) {}

    /**
     * A group and the pipelines that follow it.
     *
     * @param group its current state
     */
    public record Followers(Group group, List<Reader> readers, List<Writer> writers) {
        public Followers {
            readers = List.copyOf(readers);
            writers = List.copyOf(writers);
        }

        /** Whether no reader would stop. */
        public boolean safe() {
            return readers.stream().allMatch(reader -> reader.resume().safe());
        }
    }

    /**
     * The pipelines that would follow; queries the targets for checkpoints.
     *
     * @throws OtterException with NOT_FOUND
     */
    public Followers followers(String name) {
        Configuration configured = store.read();
        Group group = configured
                .group(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.GROUP_UNKNOWN.with(name)));
        List<Reader> readers = configured.canals().stream()
                .filter(canal -> follows(configured, canal, name))
                .flatMap(canal -> positions.readers(canal.name()).stream()
                        .map(reader -> new Reader(reader.channel(), reader.pipeline(), resume(canal, reader))))
                .toList();
        List<Writer> writers = configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream()
                        .filter(pipeline -> pipeline.pairs().stream()
                                .anyMatch(pair -> follows(configured, pair.to().source(), name)))
                        .map(pipeline -> new Writer(channel.name(), pipeline.name())))
                .toList();
        return new Followers(group, readers, writers);
    }

    /**
     * Swaps master and standby.
     *
     * @param master the master's address as displayed, so that repeating a switch does not undo it
     * @param anyway whether to switch even if pipelines would stop, see {@link Followers#safe}
     * @throws OtterException with ILLEGAL_MOVE and the reason; nothing was changed then
     */
    public synchronized void switchOver(String name, String master, boolean anyway) {
        access.require(Role.OPERATOR);
        Followers followers = followers(name);
        Group group = followers.group();
        ServerAddress standby = group.standby();
        if (!group.master().toString().equals(master)) {
            throw refused(Refusal.GROUP_MASTER_IS_OTHER.with(name, group.master(), master));
        }
        if (standby == null) {
            throw refused(Refusal.GROUP_HAS_NO_STANDBY.with(name));
        }
        if (!anyway && !followers.safe()) {
            throw refused(Refusal.GROUP_READERS_WOULD_STOP.with(
                    name,
                    Refusal.all(followers.readers().stream()
                            .filter(reader -> !reader.resume().safe())
                            .map(reader -> Refusal.PIPELINE.with(reader.pipeline(), reader.channel()))
                            .toList())));
        }
        Optional<ObjectNode> found = specs.find(Kind.GROUPS, name);
        ObjectNode thing = found.orElseThrow();
        String version = SpecService.version(found);
        thing.put("master", standby.toString()).put("standby", group.master().toString());
        List<String> ignored = specs.save(Kind.GROUPS, version, thing);
    }

    private static RefusedException refused(Refused why) {
        return new RefusedException(ErrorCode.ILLEGAL_MOVE, why);
    }

    private static Resume resume(Canal canal, PositionService.Reader reader) {
        if (reader.kept().stream().anyMatch(kept -> !kept.fault().isEmpty())) {
            return Resume.UNKNOWN;
        }
        if (reader.kept().stream().anyMatch(kept -> kept.position() != null)) {
            return reader.kept().stream()
                            .allMatch(kept -> kept.position() == null
                                    || !kept.position().gtidSet().isEmpty())
                    ? Resume.GTID
                    : Resume.FILE;
        }
        return canal.start() instanceof StartPosition.FileOffset ? Resume.FILE : Resume.START;
    }

    private static boolean follows(Configuration configured, Canal canal, String group) {
        if (canal.group() != null) {
            return canal.group().equalsIgnoreCase(group);
        }
        return canal.addresses().isEmpty() && canal.source() != null && follows(configured, canal.source(), group);
    }

    private static boolean follows(Configuration configured, String source, String group) {
        return configured
                .source(source)
                .filter(one -> group.equalsIgnoreCase(one.group()))
                .isPresent();
    }
}
