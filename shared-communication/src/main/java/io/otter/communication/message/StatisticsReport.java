package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.StageTimes;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;

/** The state of a node's pipelines, sent about once per second. Has no response. */
public record StatisticsReport(int nid, List<Pipeline> pipelines) {
    public static final MessageType<StatisticsReport> TYPE =
            new MessageType<>(20, "statistics", 1 << 20, new Statistics());

    public StatisticsReport {
        pipelines = List.copyOf(pipelines);
    }

    /**
     * One pipeline.
     *
     * @param errorMillis when what is wrong began, of the node's clock in milliseconds since the epoch; 0 when nothing is
     * @param position applied at the target; empty before the first
     * @param rows applied since the run began
     * @param errorCode current fault; empty if there is none
     * @param errorText likewise
     * @param seen rows read from the log since the run began, including those that a filter dropped
     * @param applied rows applied since the run began
     */
    public record Pipeline(
            long pipelineId,
            long errorMillis,
            String position,
            long delayMillis,
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

    private static final class Statistics implements Codec<StatisticsReport> {
        @Override
        public void write(StatisticsReport report, ByteBuf out) {
            out.writeInt(report.nid);
            out.writeInt(report.pipelines.size());
            for (Pipeline pipeline : report.pipelines) {
                out.writeLong(pipeline.pipelineId);
                out.writeLong(pipeline.errorMillis);
                Fields.writeText(out, pipeline.position);
                out.writeLong(pipeline.delayMillis);
                out.writeLong(pipeline.rows);
                out.writeDouble(pipeline.rowsPerSecond);
                out.writeInt(pipeline.inFlight);
                writeStages(out, pipeline.stages);
                Fields.writeText(out, pipeline.errorCode);
                Fields.writeText(out, pipeline.errorText);
                writePairs(out, pipeline.seen);
                writePairs(out, pipeline.applied);
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
                        Fields.readText(in),
                        in.readLong(),
                        in.readLong(),
                        in.readDouble(),
                        in.readInt(),
                        readStages(in),
                        Fields.readText(in),
                        Fields.readText(in),
                        readPairs(in),
                        readPairs(in)));
            }
            return new StatisticsReport(nid, pipelines);
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
            for (Pair pair : pairs) {
                out.writeLong(pair.pairId);
                out.writeLong(pair.inserts);
                out.writeLong(pair.updates);
                out.writeLong(pair.deletes);
            }
        }

        private static List<Pair> readPairs(ByteBuf in) {
            List<Pair> pairs = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                pairs.add(new Pair(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
            }
            return pairs;
        }
    }
}
