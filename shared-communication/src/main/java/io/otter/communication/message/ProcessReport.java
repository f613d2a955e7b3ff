package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.MessageType;

/**
 * How a node's process is, sent about once per second. Has no response.
 *
 * @param heapBytes in use
 * @param heapMaxBytes that it may use
 * @param cores that it keeps busy; negative when unknown
 * @param threads that live
 */
public record ProcessReport(int nid, long heapBytes, long heapMaxBytes, double cores, int threads) {
    public static final MessageType<ProcessReport> TYPE = new MessageType<>(60, "process", 64, new Processes(), 4);

    private static final class Processes implements Codec<ProcessReport> {
        @Override
        public void write(ProcessReport report, ByteBuf out) {
            out.writeInt(report.nid);
            out.writeLong(report.heapBytes);
            out.writeLong(report.heapMaxBytes);
            out.writeDouble(report.cores);
            out.writeInt(report.threads);
        }

        @Override
        public ProcessReport read(ByteBuf in) {
            return new ProcessReport(in.readInt(), in.readLong(), in.readLong(), in.readDouble(), in.readInt());
        }
    }
}
