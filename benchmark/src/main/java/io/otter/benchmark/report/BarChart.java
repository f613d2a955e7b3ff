package io.otter.benchmark.report;

import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.work.Work;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Throughput as SVG: a group of bars per work, relative to the ceiling. The background is transparent and the colors
 * work on white and black.
 */
public record BarChart(Results results, List<Work> works, List<String> peers, String title) {
    private static final int LEFT = 210;
    private static final int PLOT = 420;
    /** Room for a bar beyond the ceiling with its label. */
    private static final int RIGHT = 240;

    private static final double MOST = 1.25;
    private static final int BAR = 16;
    private static final int GAP = 18;
    private static final int TOP = 44;

    public String svg() {
        List<String> bars =
                peers.stream().filter(peer -> !peer.equals(Peers.CEILING)).toList();
        List<Work> groups = works.stream()
                .filter(work -> results.speed(work, Peers.CEILING).isPresent())
                .toList();
        int height = TOP + groups.size() * (bars.size() * BAR + GAP) + 40;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12\">%n",
                LEFT + PLOT + RIGHT, height, LEFT + PLOT + RIGHT, height, title));
        svg.append("<style>text{fill:#4b5563}.grid{stroke:#9ca3af;stroke-opacity:.45}"
                + "@media(prefers-color-scheme:dark){text{fill:#d1d5db}}</style>\n");
        svg.append(text(0, 16, "start", title));
        int bottom = height - 34;
        for (int percent = 0; percent <= 100; percent += 25) {
            int x = x(percent / 100.0);
            svg.append(
                    format("<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x, TOP - 8, x, bottom));
            svg.append(text(x, bottom + 16, "middle", percent + " %"));
        }
        int y = TOP;
        for (Work work : groups) {
            svg.append(text(LEFT - 10, y + bars.size() * BAR / 2 + 4, "end", work.title()));
            for (String peer : bars) {
                svg.append(bar(work, peer, y));
                y += BAR;
            }
            y += GAP;
        }
        return svg.append("</svg>\n").toString();
    }

    private String bar(Work work, String peer, int y) {
        OptionalDouble speed = results.speed(work, peer);
        if (speed.isEmpty()) {
            return "";
        }
        double share = speed.getAsDouble() / results.speed(work, Peers.CEILING).orElseThrow();
        int width = Math.max(1, x(Math.min(share, MOST)) - LEFT);
        return format(
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"/>%n",
                        LEFT, y, width, BAR - 3, PeerStyle.color(peer))
                + text(
                        LEFT + width + 5,
                        y + BAR - 5,
                        "start",
                        format("%s %.0f %%", PeerStyle.title(peer), 100 * share));
    }

    private static int x(double share) {
        return LEFT + (int) Math.round(share * PLOT);
    }

    private static String text(int x, int y, String anchor, String text) {
        return format("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
