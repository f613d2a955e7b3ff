package io.otter.benchmark.report;

import io.otter.benchmark.peer.Peers;

/** Names and colors of peers for readers. */
final class PeerStyle {
    private PeerStyle() {}

    static String title(String peer) {
        return switch (peer) {
            case Peers.US -> "Otter";
            case Peers.SNAPSHOT -> "Otter, by a resync";
            case Peers.TLS -> "Otter, TLS";
            case "native1" -> "native, 1 worker";
            case "native4" -> "native, 4 workers";
            case "debezium" -> "Debezium";
            case Peers.DUMP -> "mysqldump \\| mysql";
            default -> peer;
        };
    }

    /** Medium tones, visible on white and black. */
    static String color(String peer) {
        return switch (peer) {
            case Peers.US, Peers.SNAPSHOT -> "#0d9488";
            case Peers.TLS -> "#5eead4";
            case "native1" -> "#94a3b8";
            case "native4" -> "#64748b";
            default -> "#d97706";
        };
    }
}
