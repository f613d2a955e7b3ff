package io.otter.common.position;

import static io.otter.common.position.BinlogPosition.Relation.AFTER;
import static io.otter.common.position.BinlogPosition.Relation.BEFORE;
import static io.otter.common.position.BinlogPosition.Relation.SAME;
import static io.otter.common.position.BinlogPosition.Relation.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinlogPositionTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "9f1c2d0e-0000-11e1-9e33-c80aa9429562";

    @ParameterizedTest
    @CsvSource({
        "binlog.000002, 4, binlog.000001, 900, AFTER",
        "binlog.000001, 900, binlog.000001, 900, SAME",
        "binlog.000001, 4, binlog.000001, 900, BEFORE",
        "binlog.999999, 900, binlog.1000000, 4, BEFORE",
        "a.b.000002, 4, a.b.000010, 4, BEFORE",
    })
    void ordersPlacesOfOneLog(
            String file, long offset, String other, long otherOffset, BinlogPosition.Relation relation) {
        // GTIDs are irrelevant within one log: empty transactions and other threads leave gaps in them.
        BinlogPosition one = new BinlogPosition(file, offset, A + ":1-3", A, 0);

        assertThat(one.to(new BinlogPosition(other, otherOffset, A + ":1-9", A, 0)))
                .isEqualTo(relation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                A + ":1-9 | " + A + ":1-9 | SAME",
                A + ":1-9 | " + A + ":1-5 | AFTER",
                A + ":1-5:7-9 | " + A + ":1-5:8 | AFTER",
                A + ":1-5:7-9 | " + A + ":1-6 | UNKNOWN",
                A + ":1-5 | " + A + ":1-5," + B + ":1 | BEFORE",
                A + ":1-5 | " + B + ":1-5 | UNKNOWN",
                "0-1-9 | 0-2-7 | AFTER",
                "0-1-9,1-1-3 | 0-2-9 | AFTER",
                "0-1-9 | 1-1-3 | UNKNOWN",
                "0-1-9 | " + A + ":1 | UNKNOWN",
                "'' | " + A + ":1 | UNKNOWN",
            })
    void ordersPlacesOfTwoServersByTheirGtids(String one, String other, BinlogPosition.Relation relation) {
        BinlogPosition here = new BinlogPosition("binlog.000009", 4, one, "one", 0);
        BinlogPosition there = new BinlogPosition("binlog.000001", 4, other, "other", 0);

        assertThat(here.to(there)).isEqualTo(relation);
        assertThat(there.to(here)).isEqualTo(relation == AFTER ? BEFORE : relation == BEFORE ? AFTER : relation);
        assertThat(here.reaches(there)).isEqualTo(relation == AFTER || relation == SAME);
        assertThat(here.to(there) == UNKNOWN).isEqualTo(relation == UNKNOWN);
    }
}
