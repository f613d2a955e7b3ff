package io.otter.node.schema;

import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;

/** What is to become of rows of a table whose columns at their place of the log are unknown. Used on the reader's thread. */
public interface UnknownTablePolicy {
    /** The pipeline stops at all of them, and tells nobody else. */
    UnknownTablePolicy STOP = new UnknownTablePolicy() {
        @Override
        public boolean permits(TableName table) {
            return false;
        }

        @Override
        public void stopsAt(TableName table, BinlogPosition at, String why) {}

        @Override
        public void known(TableName table) {}
    };

    /** Whether rows are read by the table's present definition, and left out where they do not fit it. */
    boolean permits(TableName table);

    /** The pipeline stops here. */
    void stopsAt(TableName table, BinlogPosition at, String why);

    /** The columns are known: a permission is over. */
    void known(TableName table);
}
