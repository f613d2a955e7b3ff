package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Flags as MySQL 9.7 gives them: 1 for the last event of a statement, 2 for rows that are not checked, 16 for all. */
class StatementRowsTest {
    private static final TableMaps.Mapped BOTH_WAYS = table(true);
    private static final TableMaps.Mapped ONE_WAY = table(false);

    private final StatementRows rows = new StatementRows();
    private final List<String> seen = new ArrayList<>();

    @Test
    void rowsOfACascadeAreCheckedIfTheRowIsThatCausedIt() throws Exception {
        add(1, 18, BOTH_WAYS);
        add(2, 18, BOTH_WAYS);
        add(3, 16, BOTH_WAYS);
        assertThat(seen).isEmpty();
        add(4, 17, BOTH_WAYS);
        assertThat(seen).containsExactly("1", "2", "3", "4");
    }

    @Test
    void thoseOfASessionThatChecksNothingAreNot() throws Exception {
        add(1, 18, BOTH_WAYS);
        add(2, 19, BOTH_WAYS);
        add(3, 17, BOTH_WAYS);
        assertThat(seen).containsExactly("1 off", "2 off", "3");
    }

    /** A cascade may lead to tables that are written on one side only. */
    @Test
    void whereNobodyElseWritesNothingIsLeftToCheck() throws Exception {
        add(1, 18, ONE_WAY);
        add(2, 18, BOTH_WAYS);
        add(3, 18, ONE_WAY);
        add(4, 17, BOTH_WAYS);
        add(5, 17, ONE_WAY);
        assertThat(seen).containsExactly("1 off", "2", "3 off", "4", "5 off");
    }

    @Test
    void earlierServersSayItOfEachEvent() throws Exception {
        add(1, 2, BOTH_WAYS);
        add(2, 3, BOTH_WAYS);
        add(3, 0, BOTH_WAYS);
        add(4, 1, BOTH_WAYS);
        assertThat(seen).containsExactly("1 off", "2 off", "3", "4");
    }

    @Test
    void aLongStatementIsNotKeptWhole() throws Exception {
        for (int i = 1; i <= 5; i++) {
            add(i, 18, BOTH_WAYS, 1024 * 1024);
        }
        assertThat(seen).hasSize(5).allMatch(row -> row.endsWith(" off"));
    }

    private void add(int id, int flags, TableMaps.Mapped table) throws InterruptedException {
        add(id, flags, table, 40);
    }

    private void add(int id, int flags, TableMaps.Mapped table, int size) throws InterruptedException {
        byte[] bytes = new byte[size];
        bytes[BinlogEvent.HEADER + 6] = (byte) flags;
        BinlogEvent event = BinlogEvent.of(bytes, size, 0, id);
        rows.add(event, table, (one, other, off) -> seen.add(one.end() + (off ? " off" : "")));
        bytes[BinlogEvent.HEADER + 6] = 0; // the reader's own again
    }

    private static TableMaps.Mapped table(boolean writtenThere) {
        TableMap map = new TableMap(1, "two", "t", new int[0], new int[0], new byte[0], new byte[0]);
        return new TableMaps.Mapped(map, true, null, writtenThere, new byte[0]);
    }
}
