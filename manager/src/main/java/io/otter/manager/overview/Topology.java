package io.otter.manager.overview;

import io.otter.manager.web.ChannelView;
import io.otter.manager.web.ChannelView.PipelineView;
import io.otter.manager.web.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Databases as boxes in columns and pipelines as arrows between them, in SVG units. Pipelines between the same two
 * databases share an arrow.
 *
 * @param hidden number of pipelines left out because there are too many arrows; the worst ones are drawn
 */
public record Topology(int width, int height, List<Box> boxes, List<Arrow> arrows, int hidden) {
    static final int MOST_ARROWS = 40;
    private static final int BOX_WIDTH = 176;
    private static final int BOX_HEIGHT = 40;
    private static final int COLUMN = 420;
    private static final int ROW = 66;
    private static final int MARGIN = 12;
    private static final int LONGEST_NAME = 22;

    public Topology {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }

    /** @param name in full; {@code label} may be truncated */
    public record Box(String name, String label, int x, int y) {
        public int width() {
            return BOX_WIDTH;
        }

        public int height() {
            return BOX_HEIGHT;
        }
    }

    /**
     * The pipelines from one database to another.
     *
     * @param channel the channel of the worst pipeline, to link to
     * @param pipelines how many
     * @param path the {@code d} attribute of an SVG path
     * @param stroke its width
     */
    public record Arrow(
            String from,
            String to,
            State state,
            String channel,
            String pipeline,
            int pipelines,
            @Nullable Long delayMillis,
            @Nullable Double rowsPerSecond,
            String path,
            String stroke,
            int labelX,
            int labelY) {}

    private record Ends(String from, String to) {}

    private record One(ChannelView channel, PipelineView pipeline) {}

    static Topology of(List<ChannelView> channels) {
        Map<Ends, List<One>> all = new LinkedHashMap<>();
        for (ChannelView channel : channels) {
            for (PipelineView pipeline : channel.pipelines()) {
                for (String target : pipeline.targets()) {
                    all.computeIfAbsent(new Ends(pipeline.source(), target), ends -> new ArrayList<>())
                            .add(new One(channel, pipeline));
                }
            }
        }
        Comparator<Map.Entry<Ends, List<One>>> worstFirst =
                Comparator.comparing(entry -> worst(entry.getValue()).pipeline().state(), Comparator.reverseOrder());
        List<Map.Entry<Ends, List<One>>> drawn =
                all.entrySet().stream().sorted(worstFirst).limit(MOST_ARROWS).toList();
        int hidden = all.values().stream().mapToInt(List::size).sum()
                - drawn.stream().mapToInt(entry -> entry.getValue().size()).sum();
        Map<String, Box> boxes = place(drawn.stream().map(Map.Entry::getKey).toList());
        List<Arrow> arrows = drawn.stream()
                .map(entry -> arrow(entry.getKey(), entry.getValue(), boxes))
                .toList();
        int right = boxes.values().stream().mapToInt(Box::x).max().orElse(0) + BOX_WIDTH + MARGIN;
        int bottom = boxes.values().stream().mapToInt(Box::y).max().orElse(0) + BOX_HEIGHT + MARGIN;
        return new Topology(right, bottom, List.copyOf(boxes.values()), arrows, hidden);
    }

    /** Columns by distance from a database that nothing flows into; a circle starts with its first name. */
    private static Map<String, Box> place(List<Ends> arrows) {
        Map<String, List<String>> targets = new TreeMap<>();
        Map<String, Boolean> fed = new TreeMap<>();
        for (Ends ends : arrows) {
            targets.computeIfAbsent(ends.from(), name -> new ArrayList<>()).add(ends.to());
            targets.computeIfAbsent(ends.to(), name -> new ArrayList<>());
            fed.put(ends.to(), true);
        }
        Map<String, Integer> columns = new LinkedHashMap<>();
        targets.keySet().stream().filter(name -> !fed.containsKey(name)).forEach(name -> columns.put(name, 0));
        spread(columns, new ArrayList<>(columns.keySet()), targets);
        for (String name : targets.keySet()) {
            if (columns.putIfAbsent(name, 0) == null) {
                spread(columns, List.of(name), targets);
            }
        }
        Map<Integer, Integer> rows = new TreeMap<>();
        Map<String, Box> boxes = new LinkedHashMap<>();
        columns.forEach((name, column) -> {
            int row = rows.merge(column, 1, Integer::sum) - 1;
            boxes.put(name, new Box(name, cut(name), MARGIN + column * COLUMN, MARGIN + row * ROW));
        });
        return boxes;
    }

    private static void spread(Map<String, Integer> columns, List<String> from, Map<String, List<String>> targets) {
        List<String> reached = from;
        while (!reached.isEmpty()) {
            List<String> next = new ArrayList<>();
            for (String name : reached) {
                for (String target : targets.getOrDefault(name, List.of())) {
                    if (columns.putIfAbsent(target, columns.getOrDefault(name, 0) + 1) == null) {
                        next.add(target);
                    }
                }
            }
            reached = next;
        }
    }

    private static Arrow arrow(Ends ends, List<One> ones, Map<String, Box> boxes) {
        Box from = boxes.getOrDefault(ends.from(), new Box("", "", 0, 0));
        Box to = boxes.getOrDefault(ends.to(), new Box("", "", 0, 0));
        One worst = worst(ones);
        Double rows = ones.stream()
                .map(one -> one.pipeline().rowsPerSecond())
                .filter(known -> known != null)
                .reduce(Double::sum)
                .orElse(null);
        Long delay = ones.stream()
                .map(one -> one.pipeline().delayMillis())
                .filter(known -> known != null)
                .max(Comparator.naturalOrder())
                .orElse(null);
        boolean forward = to.x() > from.x();
        // Two-way sync between two databases: one arrow above the other.
        int lift = forward ? -10 : 10;
        int y1 = from.y() + BOX_HEIGHT / 2 + lift;
        int y2 = to.y() + BOX_HEIGHT / 2 + lift;
        int x1 = forward || to.x() == from.x() ? from.x() + BOX_WIDTH : from.x();
        int x2 = forward ? to.x() : to.x() + BOX_WIDTH;
        int bend = forward ? (x2 - x1) / 2 : to.x() == from.x() ? 70 : -((x1 - x2) / 2);
        int end = forward ? x2 - 7 : x2 + 7;
        String path = "M" + x1 + " " + y1 + " C" + (x1 + bend) + " " + y1 + " "
                + (forward ? x2 - bend : x2 + Math.abs(bend)) + " " + y2 + " " + end + " " + y2;
        double rate = rows == null ? 0 : rows;
        return new Arrow(
                ends.from(),
                ends.to(),
                worst.pipeline().state(),
                worst.channel().name(),
                worst.pipeline().name(),
                ones.size(),
                delay,
                rows,
                path,
                String.format(Locale.ROOT, "%.1f", 1.5 + Math.min(3.5, Math.log10(1 + rate))),
                to.x() == from.x() ? x1 + 56 : (x1 + x2) / 2,
                (y1 + y2) / 2 + (forward ? -5 : 15));
    }

    private static One worst(List<One> ones) {
        return ones.stream()
                .max(Comparator.comparing(one -> one.pipeline().state()))
                .orElseThrow();
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
