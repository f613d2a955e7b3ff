package io.otter.manager.probe;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.manager.canal.Canal;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.Kind;
import io.otter.manager.sync.Pair;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** Tests the servers of a data source or canal, stored or only entered. Changes nothing there. Thread-safe. */
@Service
public final class ConnectionTest {
    private final ServerProbe probe;
    private final Access access;

    ConnectionTest(ServerProbe probe, Access access) {
        this.probe = probe;
        this.access = access;
    }

    /** One server, and what was found at it, in order. */
    public record Tested(ServerAddress address, List<ServerProbe.Step> steps) {
        public Tested {
            steps = List.copyOf(steps);
        }
    }

    /** Whether things of this kind have servers. */
    public static boolean applies(Kind kind) {
        return kind == Kind.SOURCES || kind == Kind.CANALS;
    }

    /**
     * Tests each server of a source or canal of the configuration.
     *
     * @throws RefusedException with NOT_FOUND
     */
    public List<Tested> run(Kind kind, Configuration configured, String name) {
        access.require(Role.OPERATOR);
        return kind == Kind.CANALS
                ? canal(configured, configured.canal(name).orElseThrow(() -> unknown(name)))
                : List.of(source(configured, configured.source(name).orElseThrow(() -> unknown(name))));
    }

    private Tested source(Configuration configured, DataMediaSource source) {
        String name = source.name();
        boolean read = configured.canals().stream().anyMatch(canal -> name.equalsIgnoreCase(canal.source()));
        if (read) {
            return test(source, probe::source);
        }
        return test(source, isWritten(configured, name) ? probe::target : probe::logIn);
    }

    private static boolean isWritten(Configuration configured, String name) {
        return configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .flatMap(pipeline -> pipeline.pairs().stream())
                .map(Pair::to)
                .anyMatch(media -> media.source().equalsIgnoreCase(name));
    }

    private List<Tested> canal(Configuration configured, Canal canal) {
        Optional<DataMediaSource> source = Optional.ofNullable(canal.source()).flatMap(configured::source);
        return addresses(configured, canal, source).stream()
                .map(address -> test(reader(canal, source, address), probe::source))
                .toList();
    }

    private static List<ServerAddress> addresses(
            Configuration configured, Canal canal, Optional<DataMediaSource> source) {
        String group = canal.group();
        if (group != null) {
            return configured.group(group).map(one -> List.of(one.master())).orElse(List.of());
        }
        return canal.addresses().isEmpty()
                ? source.map(one -> List.of(new ServerAddress(one.host(), one.port())))
                        .orElse(List.of())
                : canal.addresses();
    }

    /** The server as the canal logs in to it. */
    private static DataMediaSource reader(Canal canal, Optional<DataMediaSource> source, ServerAddress address) {
        DataMediaSource known = source.orElseThrow(() -> unknown(String.valueOf(canal.source())));
        return new DataMediaSource(
                known.id(),
                canal.name(),
                known.type(),
                address.host(),
                address.port(),
                Objects.requireNonNullElse(canal.username(), known.username()),
                Objects.requireNonNullElse(canal.password(), known.password()),
                known.options());
    }

    private static Tested test(DataMediaSource server, Function<DataMediaSource, List<ServerProbe.Step>> test) {
        return new Tested(new ServerAddress(server.host(), server.port()), test.apply(server));
    }

    private static RefusedException unknown(String name) {
        return new RefusedException(ErrorCode.NOT_FOUND, Refusal.NAME_UNKNOWN.with(name));
    }
}
