package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Fields;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.sql.Filling;
import io.otter.node.sql.LeftOpen;
import io.otter.node.sql.OpenText;
import io.otter.node.sql.TextDefaults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes what was known of a DDL besides its text. Stateless. */
final class DdlKnownCodec {
    private static final DatabaseStatement.Verb[] VERBS = DatabaseStatement.Verb.values();
    private static final Filling[] FILLINGS = Filling.values();
    private static final OpenText.Form[] FORMS = OpenText.Form.values();

    private DdlKnownCodec() {}

    static void write(DdlChange.Known known, ByteBuf out) {
        Fields.writeText(out, known.collation());
        out.writeByte(known.left().filling().ordinal());
        out.writeInt(known.left().texts().size());
        known.left().texts().forEach(open -> {
            out.writeInt(open.from());
            out.writeInt(open.to());
            out.writeByte(open.form().ordinal());
        });
        write(known.database(), out);
        out.writeInt(known.dropped().size());
        known.dropped().forEach(table -> {
            Fields.writeText(out, table.schema());
            Fields.writeText(out, table.table());
        });
    }

    private static void write(@Nullable DatabaseStatement database, ByteBuf out) {
        out.writeByte(database == null ? -1 : database.verb().ordinal());
        if (database != null) {
            out.writeBoolean(database.drops());
            Fields.writeText(out, database.schema());
            writeWord(database.defaults().charset(), out);
            writeWord(database.defaults().collation(), out);
            Fields.writeText(out, database.options());
        }
    }

    private static void writeWord(@Nullable String word, ByteBuf out) {
        Fields.writeText(out, word == null ? "" : word);
    }

    static DdlChange.Known read(ByteBuf in) {
        String collation = Fields.readText(in);
        Filling filling = FILLINGS[in.readByte()];
        List<OpenText> open = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            open.add(new OpenText(in.readInt(), in.readInt(), FORMS[in.readByte()]));
        }
        DatabaseStatement database = readDatabase(in);
        List<TableName> dropped = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            dropped.add(new TableName(Fields.readText(in), Fields.readText(in)));
        }
        return new DdlChange.Known(collation, new LeftOpen(open, filling), database, dropped);
    }

    private static @Nullable DatabaseStatement readDatabase(ByteBuf in) {
        int verb = in.readByte();
        return verb == -1
                ? null
                : new DatabaseStatement(
                        VERBS[verb],
                        in.readBoolean(),
                        Fields.readText(in),
                        new TextDefaults(readWord(in), readWord(in)),
                        Fields.readText(in));
    }

    private static @Nullable String readWord(ByteBuf in) {
        String word = Fields.readText(in);
        return word.isEmpty() ? null : word;
    }
}
