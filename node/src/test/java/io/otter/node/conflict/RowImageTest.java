package io.otter.node.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowImageTest {
    @Test
    void valuesKeepTheirTypes() {
        Object[] values = {
            -5L,
            new BigInteger("18446744073709551615"),
            new BigDecimal("1.50"),
            0.1f,
            -0.0,
            "i5 \"quoted\" 订单",
            "",
            new byte[] {0, -1},
            new byte[0],
            null,
            Row.ABSENT
        };
        TableSchema table = table(values.length);

        Row read = RowImage.row(table, RowImage.row(table, new Row(values)));

        for (int i = 0; i < values.length; i++) {
            assertThat(read.get(i)).as("column %d", i).isEqualTo(values[i]);
        }
        List<Object> key = List.of(7L, "a", new byte[] {1});
        assertThat(RowImage.key(RowImage.key(key))).usingRecursiveComparison().isEqualTo(key);
    }

    /** The image is of before an ALTER that the table as it is now has behind it. */
    @Test
    void anImageHasTheColumnsOfThen() {
        TableSchema now = named("added", "id", "renamed");
        TableSchema then =
                RowImage.table(now, RowImage.row(named("id", "old", "dropped"), new Row(new Object[] {1L, "a", null})));
        assertThat(then.columns()).extracting(Column::name).containsExactly("id", "old", "dropped");
        assertThat(then.columns().get(0)).isSameAs(now.columns().get(1));
        assertThat(then.primaryKey()).containsExactly(0);
        String whole = RowImage.row(now, new Row(new Object[] {5L, 1L, "a"}));
        assertThat(RowImage.table(now, whole)).isSameAs(now);
        assertThat(RowImage.table(new TableSchema("shop", "gone", List.of(), List.of(), List.of()), whole)
                        .columns())
                .extracting(Column::name)
                .containsExactly("added", "id", "renamed");
    }

    /** The column {@code id} is its key. */
    private static TableSchema named(String... names) {
        List<String> all = List.of(names);
        return new TableSchema(
                "shop",
                "item",
                all.stream()
                        .map(name -> new Column(name, "int", "int", false, true, false, null, null, List.of()))
                        .toList(),
                List.of(all.indexOf("id")),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "9, 10, -1",
        "-1, 0, -1",
        "1.50, 1.5, 0",
        "2024-01-02 03:04:05, 2024-01-02 03:04:05.000, 0",
        "2024-01-02 03:04:05.120, 2024-01-02 03:04:05.12, 0",
        "2024-01-02 03:04:05, 2024-01-02 03:04:05.1, -1",
        "2024-01-02 03:04:05.9, 2024-01-02 03:04:06, -1",
        ", 0, -1",
        ", , 0",
        "18446744073709551615, 9223372036854775807, 1",
        "100:00:00, 20:00:00, 1",
        "-02:00:00, -01:59:59.5, -1",
        "-00:00:01, 00:00:00, -1",
        "01:00:00.5, 01:00:00.500, 0",
        "10, 1x, -1",
        "2, 1x, -1"
    })
    void versionsAreComparedAsTheirColumnDoes(String one, String other, int expected) {
        RowVersion first = RowVersion.of(one);
        RowVersion second = RowVersion.of(other);

        assertThat(Integer.signum(first.compareTo(second))).isEqualTo(expected);
        assertThat(Integer.signum(second.compareTo(first))).isEqualTo(-expected);
        assertThat(first.equals(second)).isEqualTo(expected == 0);
    }

    @Test
    void aTimeIsTheVersionOfATimestampInUtc() {
        assertThat(RowVersion.at(Instant.parse("2024-01-02T03:04:05.678Z")))
                .isEqualTo(RowVersion.of("2024-01-02 03:04:05.678000"));
    }

    private static TableSchema table(int columns) {
        List<Column> all = new ArrayList<>(IntStream.range(0, columns)
                .mapToObj(i -> new Column("c" + i, "int", "int", false, true, false, null, null, List.of()))
                .toList());
        return new TableSchema("s", "t", all, List.of(0), List.of());
    }
}
