package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.Fields;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes {@link TableDefinition}s and news of them. Stateless. */
final class Definitions {
    private Definitions() {}

    static void writeNews(@Nullable SchemaNews news, ByteBuf out) {
        out.writeBoolean(news != null);
        if (news != null) {
            out.writeBoolean(news.whole());
            Positions.writeOptional(out, news.rewind());
            Positions.write(out, news.complete());
            write(news.definitions(), out);
        }
    }

    static @Nullable SchemaNews readNews(ByteBuf in) {
        if (!in.readBoolean()) {
            return null;
        }
        boolean whole = in.readBoolean();
        BinlogPosition rewind = Positions.readOptional(in);
        return new SchemaNews(whole, rewind, Positions.read(in), read(in));
    }

    static void write(List<TableDefinition> definitions, ByteBuf out) {
        out.writeInt(definitions.size());
        for (TableDefinition definition : definitions) {
            Fields.writeText(out, definition.schema());
            Fields.writeText(out, definition.table());
            Fields.writeText(out, definition.json());
            Positions.write(out, definition.from());
        }
    }

    static List<TableDefinition> read(ByteBuf in) {
        List<TableDefinition> definitions = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            definitions.add(new TableDefinition(
                    Fields.readText(in), Fields.readText(in), Fields.readText(in), Positions.read(in)));
        }
        return definitions;
    }
}
