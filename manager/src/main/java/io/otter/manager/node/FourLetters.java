package io.otter.manager.node;

import io.otter.common.model.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Queries ZooKeeper servers with the four-letter commands {@code mntr} and {@code srvr}. Thread-safe. */
@Component
final class FourLetters {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final Pattern REFUSAL = Pattern.compile(
            "\\w{4} is not executed because it is not in the whitelist\\.|This ZooKeeper instance is not.{0,100}");

    private static final Pattern LATENCY = Pattern.compile("Latency min/avg/max: ([\\d.]+)/([\\d.]+)/([\\d.]+)");
    private static final Pattern FACT = Pattern.compile("(?m)^([A-Za-z ]+): (.*)$");

    /**
     * One server's response.
     *
     * @param facts by the names of {@code mntr}, without {@code zk_}; empty on a fault
     * @param fault message key of why nothing is known, empty if something is
     * @param detail of the fault, for display
     */
    record Answer(String server, Map<String, String> facts, String fault, String detail) {}

    /** Blocks for at most 2 s per command, of which there are two. */
    Answer ask(String server) {
        int colon = server.lastIndexOf(':');
        ServerAddress address =
                new ServerAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        try {
            String told = ask(address, "mntr");
            Map<String, String> facts = told.contains("\t") ? monitored(told) : served(ask(address, "srvr"));
            return facts.isEmpty()
                    ? new Answer(server, Map.of(), "zookeeper.denied", refusal(told))
                    : new Answer(server, facts, "", "");
        } catch (IOException e) {
            return new Answer(server, Map.of(), "zookeeper.silent", String.valueOf(e.getMessage()));
        }
    }

    private static String ask(ServerAddress address, String word) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Only what ZooKeeper says: else anybody who may name a server could read what any service here answers. */
    private static String refusal(String told) {
        Matcher refusal = REFUSAL.matcher(told.strip());
        return refusal.matches() ? told.strip() : "";
    }

    private static Map<String, String> monitored(String told) {
        Map<String, String> facts = new LinkedHashMap<>();
        told.lines()
                .map(line -> line.split("\t", 2))
                .filter(pair -> pair.length == 2 && pair[0].startsWith("zk_"))
                .forEach(pair -> facts.put(pair[0].replaceFirst("^zk_", ""), pair[1].strip()));
        return facts;
    }

    /** {@code srvr} is allowed by the default whitelist. */
    private static Map<String, String> served(String told) {
        Map<String, String> facts = new LinkedHashMap<>();
        Matcher latency = LATENCY.matcher(told);
        if (latency.find()) {
            facts.put("avg_latency", latency.group(2));
            facts.put("max_latency", latency.group(3));
        }
        Map<String, String> names = Map.of(
                "Zookeeper version", "version",
                "Mode", "server_state",
                "Connections", "num_alive_connections",
                "Outstanding", "outstanding_requests",
                "Node count", "znode_count");
        FACT.matcher(told).results().forEach(fact -> {
            String name = names.get(fact.group(1));
            if (name != null) {
                facts.put(name, fact.group(2).strip());
            }
        });
        return facts;
    }
}
