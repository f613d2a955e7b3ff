package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.StageTimes;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node's pipelines, sent about once per second. Has no response.
 *
 * @param totals what the node has applied in all runs; none when another manager hears of it
 */
public record StatisticsReport(int nid, List<Pipeline> pipelines, Totals totals) {
    public static final MessageType<StatisticsReport> TYPE =
            new MessageType<>(20, "statistics", 16 << 20, new Statistics());

    public StatisticsReport {
        pipelines = List.copyOf(pipelines);
    }

    /** Likewise, of a node that has applied nothing. */
    public StatisticsReport(int nid, List<Pipeline> pipelines) {
        this(nid, pipelines, Totals.NONE);
    }

    /** For a manager that only shows, while another one keeps. */
    public StatisticsReport withoutTotals() {
        return new StatisticsReport(nid, pipelines);
    }

    /**
     * One pipeline.
     *
     * @param epoch of the node's term; 0 when it has none, so that another node may be at work
     * @param errorMillis when what is wrong began, of the node's clock in milliseconds since the epoch; 0 when nothing is
     * @param position applied at the target; empty before the first
     * @param delayMillis null when unknown
     * @param rows applied since the run began
     * @param errorCode current fault; empty if there is none
     * @param errorText likewise
     * @param seen rows read from the log since the run began, including those that a filter dropped
     * @param applied rows applied since the run began
     */
    public record Pipeline(
            long pipelineId,
            long epoch,
            long errorMillis,
            String position,
            @Nullable Long delayMillis,
            long rows,
            double rowsPerSecond,
            int inFlight,
            StageTimes stages,
            String errorCode,
            String errorText,
            List<Pair> seen,
            List<Pair> applied) {
        private static final int MAX_TEXT = 1_000;

        public Pipeline {
            position = Fields.shorten(position, MAX_TEXT);
            errorCode = Fields.shorten(errorCode, MAX_TEXT);
            errorText = Fields.shorten(errorText, MAX_TEXT);
            seen = List.copyOf(seen);
            applied = List.copyOf(applied);
        }

        /** Whether something is wrong now. */
        public boolean fails() {
            return !errorCode.isEmpty();
        }
    }

    /** Rows of one media pair, in a run or in a part of it. */
    public record Pair(long pairId, long inserts, long updates, long deletes) {
        public static Pair none(long pairId) {
            return new Pair(pairId, 0, 0, 0);
        }

        public long rows() {
            return inserts + updates + deletes;
        }

        /** What came after {@code earlier}. */
        public Pair minus(Pair earlier) {
            return new Pair(pairId, inserts - earlier.inserts, updates - earlier.updates, deletes - earlier.deletes);
        }
    }

    /**
     * The rows of all runs of a node. They only grow, so whoever has missed some reports adds the difference to the last one
     * that it knows.
     *
     * @param counter identifies what was counted from 0; another one begins when a node has lost its counts
     */
    public record Totals(long counter, List<Total> rows) {
        public static final Totals NONE = new Totals(0, List.of());

        /** Whether they are to be kept. */
        public boolean known() {
            return counter != 0;
        }

        public Totals {
            rows = List.copyOf(rows);
        }
    }

    /** Rows of one media pair applied in all runs. */
    public record Total(long pipelineId, Pair rows) {}

    private static final class Statistics implements Codec<StatisticsReport> {
        private static final long UNKNOWN = -1;

        @Override
        public void write(StatisticsReport report, ByteBuf out) {
            out.writeInt(report.nid);
            out.writeInt(report.pipelines.size());
            for (Pipeline pipeline : report.pipelines) {
                out.writeLong(pipeline.pipelineId);
                out.writeLong(pipeline.epoch);
                out.writeLong(pipeline.errorMillis);
                Fields.writeText(out, pipeline.position);
                out.writeLong(pipeline.delayMillis == null ? UNKNOWN : pipeline.delayMillis);
                out.writeLong(pipeline.rows);
                out.writeDouble(pipeline.rowsPerSecond);
                out.writeInt(pipeline.inFlight);
                writeStages(out, pipeline.stages);
                Fields.writeText(out, pipeline.errorCode);
                Fields.writeText(out, pipeline.errorText);
                writePairs(out, pipeline.seen);
                writePairs(out, pipeline.applied);
            }
            out.writeLong(report.totals.counter);
            out.writeInt(report.totals.rows.size());
            for (Total total : report.totals.rows) {
                out.writeLong(total.pipelineId);
                writePair(out, total.rows);
            }
        }

        @Override
        public StatisticsReport read(ByteBuf in) {
            int nid = in.readInt();
            List<Pipeline> pipelines = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                pipelines.add(new Pipeline(
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        Fields.readText(in),
                        readDelay(in),
                        in.readLong(),
                        in.readDouble(),
                        in.readInt(),
                        readStages(in),
                        Fields.readText(in),
                        Fields.readText(in),
                        readPairs(in),
                        readPairs(in)));
            }
            return new StatisticsReport(nid, pipelines, readTotals(in));
        }

        private static Totals readTotals(ByteBuf in) {
            long counter = in.readLong();
            List<Total> totals = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                totals.add(new Total(in.readLong(), readPair(in)));
            }
            return new Totals(counter, totals);
        }

        private static @Nullable Long readDelay(ByteBuf in) {
            long millis = in.readLong();
            return millis == UNKNOWN ? null : millis;
        }

        private static void writeStages(ByteBuf out, StageTimes stages) {
            out.writeDouble(stages.select());
            out.writeDouble(stages.extract());
            out.writeDouble(stages.transform());
            out.writeDouble(stages.load());
            Fields.writeText(out, stages.bottleneck().name());
        }

        private static StageTimes readStages(ByteBuf in) {
            return new StageTimes(
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    Bottleneck.valueOf(Fields.readText(in)));
        }

        private static void writePairs(ByteBuf out, List<Pair> pairs) {
            out.writeInt(pairs.size());
            pairs.forEach(pair -> writePair(out, pair));
        }

        private static void writePair(ByteBuf out, Pair pair) {
            out.writeLong(pair.pairId);
            out.writeLong(pair.inserts);
            out.writeLong(pair.updates);
            out.writeLong(pair.deletes);
        }

        private static List<Pair> readPairs(ByteBuf in) {
            List<Pair> pairs = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                pairs.add(readPair(in));
            }
            return pairs;
        }

        private static Pair readPair(ByteBuf in) {
            return new Pair(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        }
    }
}
