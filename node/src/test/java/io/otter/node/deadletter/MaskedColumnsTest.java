package io.otter.node.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.database.ColumnMeta;
import io.otter.database.TableMeta;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.load.PresentRows;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody is shown what a pair masks, while the row itself is synced as it is. */
class MaskedColumnsTest {
    private static final List<String> NAMES = List.of("id", "card", "note");
    private static final TablePlan PLAN = plan().masking(List.of("CARD"));
    private static final Row ROW = new Row(new Object[] {"7", "4111-1111", "hello"});

    @Test
    void imagesKeepTheColumnAndHideItsValue() {
        TargetChange change = new TargetChange(PLAN, RowKind.UPDATE, ROW, ROW, 1, false, false, null);
        Map<String, Object> present = Map.of("id", "7", "number", "4222-2222", "note", "hello");
        String images = ShownImages.json(change, new PresentRows(Map.copyOf(present), List.of(Map.copyOf(present))));
        assertThat(images)
                .contains("\"card\":\"***\"", "\"number\":\"***\"", "\"note\":\"hello\"")
                .doesNotContain("4111", "4222");
        assertThat(RowText.json(PLAN, ROW)).isEqualTo("{\"id\":\"7\",\"card\":\"***\",\"note\":\"hello\"}");
        assertThat(RowText.key(PLAN, ROW)).isEqualTo("id = 7");
        assertThat(RowText.key(plan().masking(List.of("id")), ROW)).isEqualTo("id = ***");
        assertThat(RowText.json(plan(), ROW)).contains("4111-1111");
    }

    @Test
    void whatAServerRepeatsOfTheRowIsHidden() {
        TargetChange change = new TargetChange(PLAN, RowKind.INSERT, null, ROW, 1, false, false, null);
        for (String said : List.of(
                "Duplicate entry '4111-1111' for key 'pay.card'",
                "Duplicate entry '7-4111' for key 'pay.two'",
                "Incorrect integer value: '4111-11' for column `shop`.`pay`.`card` at row 1",
                "the processor P threw: cannot parse 4111-1111")) {
            assertThat(PLAN.masked().hidden(said, change))
                    .as(said)
                    .contains("***")
                    .doesNotContain("4111");
        }
        String odd = "4111-1111's \"card\"\nof two lines";
        Row row = new Row(new Object[] {"7", odd, "hello"});
        TargetChange quoted = new TargetChange(PLAN, RowKind.INSERT, null, row, 1, false, false, null);
        for (String said : List.of(
                "Duplicate entry '" + odd + "' for key 'card'",
                "Duplicate entry '" + odd.replaceAll("\\s+", " ") + "' for key 'card'",
                "Duplicate entry '" + odd.substring(0, 14) + "' for key 'card'",
                "Duplicate entry '" + odd.substring(0, 25) + "-7' for key 'card'",
                "Incorrect integer value: '" + odd.substring(0, 14) + "' for column `shop`.`pay`.`card` at row 1",
                "Truncated incorrect DOUBLE value: '" + odd + "'")) {
            assertThat(PLAN.masked().hidden(said, quoted))
                    .as(said)
                    .contains("***")
                    .doesNotContain("4111", "card\"", "of two");
        }
        String harmless = "Data too long for column 'card' at row 1";
        assertThat(PLAN.masked().hidden(harmless, change)).isEqualTo(harmless);
        assertThat(plan().masked().hidden("Duplicate entry '4111'", change)).contains("4111");
    }

    private static TablePlan plan() {
        List<Column> columns = NAMES.stream()
                .map(name -> new Column(name, "varchar", "varchar(9)", false, true, false, null, null, List.of()))
                .toList();
        List<String> targetNames = List.of("id", "number", "note");
        List<ColumnMeta> targets = targetNames.stream()
                .map(name -> new ColumnMeta(
                        targetNames.indexOf(name) + 1,
                        name,
                        "varchar",
                        "varchar(9)",
                        true,
                        false,
                        false,
                        false,
                        false,
                        "utf8mb4",
                        "utf8mb4_bin",
                        null))
                .toList();
        List<ColumnMapping> mapped =
                List.of(new ColumnMapping(0, "id"), new ColumnMapping(1, "number"), new ColumnMapping(2, "note"));
        return new TablePlan(
                1,
                new TableSchema("shop", "pay", columns, List.of(0), List.of()),
                new TableMeta("crm", "pay", "InnoDB", targets, List.of("id"), List.of(), List.of()),
                mapped,
                mapped.subList(0, 1));
    }
}
