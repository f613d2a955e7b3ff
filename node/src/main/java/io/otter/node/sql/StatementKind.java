package io.otter.node.sql;

import io.otter.common.model.DdlKind;
import org.jspecify.annotations.Nullable;

/** What a statement is about. */
public enum StatementKind {
    CREATE_TABLE(DdlKind.CREATE),
    ALTER_TABLE(DdlKind.ALTER),
    DROP_TABLE(DdlKind.DROP),
    RENAME_TABLE(DdlKind.RENAME),
    TRUNCATE_TABLE(DdlKind.TRUNCATE),
    INDEX(DdlKind.INDEX),
    /** A view, or a sequence of MariaDB: it has a name among those of tables, and nothing else that matters. */
    VIEW(null),
    DATABASE(null),
    /** A trigger, routine or event. */
    STORED_PROGRAM(null),
    /** Rows are written, read, or computed by a function that may write some. */
    ROWS(null),
    /** Accounts, servers, maintenance and the like. */
    OTHER(null);

    private final @Nullable DdlKind ddl;

    StatementKind(@Nullable DdlKind ddl) {
        this.ddl = ddl;
    }

    /** For policies; null for what is not about tables. */
    public @Nullable DdlKind ddl() {
        return ddl;
    }
}
