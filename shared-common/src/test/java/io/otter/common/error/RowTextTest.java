package io.otter.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowTextTest {
    @Test
    void whatIsToldOfRowsIsTakenOut() {
        assertThat(RowText.hidden(
                        "line: LOAD_DATA: pipeline line: cannot insert row (id = 7) of a.b: Duplicate entry 'x'"))
                .isEqualTo("line: LOAD_DATA: " + RowText.HIDDEN);
        assertThat(RowText.hidden("LOAD_DATA", "the filter met 4711")).isEqualTo(RowText.HIDDEN);
        assertThat(RowText.hidden(
                        "RUNNING → FAILING LOAD_MISSING_TARGET: row (first name = 'O'') Hara') of a.b: no table"))
                .isEqualTo("RUNNING → FAILING LOAD_MISSING_TARGET: row " + RowText.HIDDEN);
        assertThat(RowText.hidden(
                        "LOAD_TRANSIENT", "pipeline p: cannot update row (a = 1, b = 2) of t: Deadlock found"))
                .isEqualTo("pipeline p: cannot update row " + RowText.HIDDEN);
    }

    @Test
    void whatIsToldOfServersStays() {
        for (String message : new String[] {
            "line: BINLOG_PURGED: the log begins at binlog.000007 (it was purged)",
            "LOAD_TRANSIENT: pipeline p: the target: Lock wait timeout exceeded (error 1205)",
            "Access denied for user 'otter'@'%' (using password: YES)"
        }) {
            assertThat(RowText.hidden(message)).isEqualTo(message);
        }
    }
}
