package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;

/**
 * A record for the channel's log. Has no response.
 *
 * @param title truncated to 200 characters
 * @param message truncated to 8000 characters
 * @param timeMillis by the node's clock, milliseconds since the epoch
 */
public record LogRecordReport(int nid, long channelId, long pipelineId, String title, String message, long timeMillis) {
    public static final MessageType<LogRecordReport> TYPE =
            new MessageType<>(21, "log record", 64 << 10, new LogRecords());

    public LogRecordReport {
        title = Fields.shorten(title, 200);
        message = Fields.shorten(message, 8_000);
    }

    private static final class LogRecords implements Codec<LogRecordReport> {
        @Override
        public void write(LogRecordReport report, ByteBuf out) {
            out.writeInt(report.nid);
            out.writeLong(report.channelId);
            out.writeLong(report.pipelineId);
            Fields.writeText(out, report.title);
            Fields.writeText(out, report.message);
            out.writeLong(report.timeMillis);
        }

        @Override
        public LogRecordReport read(ByteBuf in) {
            return new LogRecordReport(
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    Fields.readText(in),
                    Fields.readText(in),
                    in.readLong());
        }
    }
}
