package io.otter.manager.probe;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.database.DatabaseConnector;
import io.otter.database.precheck.CheckResult;
import io.otter.database.precheck.Precheck;
import io.otter.database.precheck.Severity;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.text.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Tests a server step by step, so that an operator sees which step fails: the way to it, then what is checked before a start.
 * Changes nothing there. Thread-safe.
 */
@Component
public final class ServerProbe {
    private static final int TIMEOUT_MILLIS = 5_000;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST = 8;

    private final Precheck precheck;
    private final Deadline deadline;

    ServerProbe(DatabaseConnector connector) {
        precheck = new Precheck(connector);
        deadline = new Deadline(LONGEST, MOST);
    }

    /**
     * One step.
     *
     * @param severity what it means that it failed
     * @param found what the network said, or what was found at the server
     * @param fixSql statements that fix it, empty when none can
     */
    public record Step(boolean passed, Severity severity, Text found, String fixSql) {
        static Step of(CheckResult result) {
            return new Step(
                    result.passed(), result.severity(), ChannelCheck.of(result).text(), result.fixSql());
        }

        /** Whether nothing can go on without it. */
        public boolean blocks() {
            return !passed && severity == Severity.MANDATORY;
        }
    }

    /** In order; what cannot be tried because a step before failed is missing. */
    public List<Step> source(DataMediaSource server) {
        return test(server, precheck::source);
    }

    /** Likewise. */
    public List<Step> target(DataMediaSource server) {
        return test(server, precheck::target);
    }

    /** Likewise, of a server that nothing reads or writes yet: only whether the log-in works. */
    List<Step> logIn(DataMediaSource server) {
        return test(server, precheck::logIn);
    }

    /** A server that answers a little at a time may take long for ever: it is left alone after a while. */
    private List<Step> test(DataMediaSource server, Function<DataMediaSource, List<CheckResult>> checks) {
        return deadline.call(() -> steps(server, checks));
    }

    private static List<Step> steps(DataMediaSource server, Function<DataMediaSource, List<CheckResult>> checks) {
        List<Step> steps = new ArrayList<>();
        InetAddress address;
        try {
            address = InetAddress.getByName(server.host());
            steps.add(step(true, Text.of("probe.resolved", server.host(), address.getHostAddress())));
        } catch (IOException e) {
            steps.add(step(false, Text.of("probe.unresolved", server.host(), String.valueOf(e.getMessage()))));
            return steps;
        }
        String at = new ServerAddress(server.host(), server.port()).toString();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, server.port()), TIMEOUT_MILLIS);
            steps.add(step(true, Text.of("probe.connected", at)));
        } catch (IOException e) {
            steps.add(step(false, Text.of("probe.unconnected", at, String.valueOf(e.getMessage()))));
            return steps;
        }
        checks.apply(server).stream().map(Step::of).forEach(steps::add);
        return steps;
    }

    private static Step step(boolean passed, Text found) {
        return new Step(passed, Severity.MANDATORY, found, "");
    }
}
