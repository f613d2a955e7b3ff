package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.common.model.DdlKind;
import io.otter.communication.Fields;
import io.otter.database.TableName;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.TableMention;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes what was found in the text of a DDL. Stateless. */
final class DdlNamesCodec {
    private static final DdlKind[] KINDS = DdlKind.values();
    private static final TableMention.Role[] ROLES = TableMention.Role.values();

    private DdlNamesCodec() {}

    static void write(@Nullable DdlNames names, ByteBuf out) {
        out.writeByte(names == null ? -1 : names.kind().ordinal());
        if (names == null) {
            return;
        }
        out.writeInt(names.mentions().size());
        for (TableMention mention : names.mentions()) {
            Fields.writeText(out, mention.table().schema());
            Fields.writeText(out, mention.table().table());
            out.writeByte(mention.role().ordinal());
            out.writeInt(mention.from());
            out.writeInt(mention.to());
            out.writeBoolean(mention.qualified());
        }
        out.writeInt(names.columns().size());
        names.columns().forEach(column -> Fields.writeText(out, column));
        out.writeBoolean(names.addsColumnsOnly());
        Fields.writeText(out, names.problem());
    }

    static @Nullable DdlNames read(ByteBuf in) {
        int kind = in.readByte();
        if (kind == -1) {
            return null;
        }
        List<TableMention> mentions = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            TableName table = new TableName(Fields.readText(in), Fields.readText(in));
            mentions.add(new TableMention(table, ROLES[in.readByte()], in.readInt(), in.readInt(), in.readBoolean()));
        }
        List<String> columns = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            columns.add(Fields.readText(in));
        }
        return new DdlNames(KINDS[kind], mentions, columns, in.readBoolean(), Fields.readText(in));
    }
}
