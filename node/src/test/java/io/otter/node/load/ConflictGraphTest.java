package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import io.otter.node.transform.TargetKeys;
import io.otter.testsupport.workload.Seed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConflictGraphTest {
    private static final TablePlan ITEM =
            plan("item", List.of("id bigint", "code varchar", "price decimal"), List.of(), unique("code"));
    private static final TablePlan CHILD =
            plan("child", List.of("id bigint", "item bigint"), List.of(reference("item", "id", "RESTRICT")));

    private final ConflictGraph graph = new ConflictGraph(1_000);
    private long number;

    @Test
    void unitsWithoutACommonKeyDependOnNothing() {
        assertThat(add(insert(ITEM, 1L, "a", null))).isZero();
        assertThat(add(insert(ITEM, 2L, "b", null))).isZero();
    }

    @Test
    void theSameRowDependsOnTheLastUnitThatTouchedIt() {
        add(insert(ITEM, 1L, "a", null));
        add(insert(ITEM, 2L, "b", null));
        assertThat(add(update(ITEM, row(1L, "a", null), row(1L, "a", BigDecimal.ONE))))
                .isEqualTo(1);
        assertThat(add(delete(ITEM, row(1L, "a", BigDecimal.ONE)))).isEqualTo(3);
    }

    @Test
    void releasedAndTakenKeysBothConflict() {
        add(update(ITEM, row(1L, "a", null), row(2L, "b", null)));
        assertThat(add(insert(ITEM, 1L, "x", null))).isEqualTo(1);
        assertThat(add(insert(ITEM, 3L, "a", null))).isEqualTo(1);
        assertThat(add(insert(ITEM, 4L, "b", null))).isEqualTo(1);
    }

    @Test
    void textsEqualUnderTheCollationAreOneKey() {
        add(insert(ITEM, 1L, "Stra\u00dfe", null));
        assertThat(add(insert(ITEM, 2L, "STRASSE  ", null))).isEqualTo(1);
        add(insert(ITEM, 3L, "\u00e9t\u00e9", null));
        assertThat(add(insert(ITEM, 4L, "ETE", null))).isEqualTo(3);
    }

    @Test
    void aNullInAUniqueKeyConflictsWithNothing() {
        add(insert(ITEM, 1L, null, null));
        assertThat(add(insert(ITEM, 2L, null, null))).isZero();
    }

    @Test
    void childrenOfOneParentAreIndependentAndTheParentIsNot() {
        add(insert(CHILD, 1L, 7L));
        assertThat(add(insert(CHILD, 2L, 7L))).isZero();
        assertThat(add(update(ITEM, row(7L, "a", null), row(7L, "b", null)))).isEqualTo(2);
        assertThat(add(insert(CHILD, 3L, 7L))).isEqualTo(3);
        assertThat(add(insert(CHILD, 4L, 8L))).isZero();
    }

    @Test
    void aCascadingForeignKeyConflictsWithEverything() {
        TablePlan cascading =
                plan("cascading", List.of("id bigint", "item bigint"), List.of(reference("item", "id", "CASCADE")));
        add(insert(ITEM, 1L, "a", null));
        assertThat(add(insert(cascading, 1L, 9L))).isEqualTo(1);
        assertThat(add(insert(ITEM, 2L, "b", null))).isEqualTo(2);
    }

    @Test
    void aUniqueKeyOnAPrefixMakesAllRowsOfItsTableDepend() {
        TablePlan prefix = plan(
                "prefix",
                List.of("id bigint", "code varchar"),
                List.of(),
                new UniqueKey("u", List.of("code"), true, false));
        add(insert(prefix, 1L, "a"));
        assertThat(add(insert(prefix, 2L, "b"))).isEqualTo(1);
    }

    @Test
    void onlyWhatTouchesAnEarlierUnitWaits() {
        add(insert(ITEM, 1L, "a", null));
        Dependencies some = graph.add(
                ++number,
                List.of(
                        insert(ITEM, 2L, "b", null),
                        update(ITEM, row(1L, "a", null), row(1L, "c", null)),
                        insert(ITEM, 3L, "d", null)),
                0);
        assertThat(some.after()).isEqualTo(1);
        assertThat(some.waiting()).isEqualTo(BitSet.valueOf(new long[] {0b010}));
    }

    @Test
    void whatFollowsAWaitingChangeOfItsUnitWaitsToo() {
        add(insert(ITEM, 1L, "a", null));
        Dependencies chain = graph.add(
                ++number,
                List.of(
                        insert(ITEM, 5L, "before", null),
                        update(ITEM, row(1L, "a", null), row(1L, "before you", null)),
                        insert(ITEM, 2L, "a", null), // takes the code that the second one gives up
                        insert(CHILD, 1L, 2L), // refers to the third one
                        insert(CHILD, 2L, 5L),
                        delete(ITEM, row(5L, "before", null)),
                        insert(CHILD, 3L, 6L)),
                0);
        assertThat(chain.waiting()).isEqualTo(BitSet.valueOf(new long[] {0b0001110}));
    }

    @Test
    void aParentWaitsForEachOfItsChildren() {
        add(insert(CHILD, 1L, 7L));
        Dependencies both = graph.add(
                ++number,
                List.of(
                        delete(CHILD, row(1L, 7L)), // waits, and has read its parent
                        insert(CHILD, 2L, 7L), // reads it without waiting
                        update(ITEM, row(7L, "a", null), row(7L, "b", null))),
                0);
        assertThat(both.waiting()).isEqualTo(BitSet.valueOf(new long[] {0b101}));
    }

    @Test
    void whatIsCommittedHoldsNobodyUp() {
        add(insert(ITEM, 1L, "a", null));
        Dependencies later = graph.add(++number, List.of(delete(ITEM, row(1L, "a", null))), 1);
        assertThat(later.waiting().isEmpty()).isTrue();
    }

    /** Against the definition: of two changes that share a key which one of them writes, the later one is not written first. */
    @Test
    void noChangeOvertakesAnotherOneOfItsKeys() {
        long seed = Seed.of(ConflictGraphTest.class);
        Random random = new Random(seed);
        List<Placed> uncommitted = new ArrayList<>();
        long committed = 0;
        for (long unit = 1; unit <= 3_000; unit++) {
            List<TargetChange> changes = Stream.generate(() -> random(random))
                    .limit(1 + random.nextInt(6))
                    .toList();
            Dependencies found = graph.add(unit, changes, committed);
            for (int i = 0; i < changes.size(); i++) {
                Placed change = new Placed(unit, found.waiting().get(i), Keys.of(changes.get(i)));
                String what = "seed %d, unit %d, change %d".formatted(seed, unit, i);
                for (Placed other : uncommitted) {
                    if (other.keys().meets(change.keys())) {
                        boolean isWrittenBefore = other.unit() == change.unit() && !other.waits();
                        assertThat(change.waits() || isWrittenBefore).as(what).isTrue();
                        if (other.unit() != change.unit()) {
                            assertThat(found.after()).as(what).isGreaterThanOrEqualTo(other.unit());
                        }
                    }
                }
                uncommitted.add(change);
            }
            committed += random.nextInt((int) (unit - committed) + 1) * (random.nextInt(3) == 0 ? 1 : 0);
            long last = committed;
            uncommitted.removeIf(change -> change.unit() <= last);
        }
    }

    private record Placed(long unit, boolean waits, Keys keys) {}

    private record Keys(Set<Long> written, Set<Long> read) implements TargetKeys.Sink {
        static Keys of(TargetChange change) {
            Keys keys = new Keys(new HashSet<>(), new HashSet<>());
            change.plan().keys().collect(change, keys);
            return keys;
        }

        boolean meets(Keys other) {
            return !Collections.disjoint(written, other.written)
                    || !Collections.disjoint(written, other.read)
                    || !Collections.disjoint(read, other.written);
        }

        @Override
        public void writes(long hash) {
            written.add(hash);
        }

        @Override
        public void reads(long hash) {
            read.add(hash);
        }
    }

    private static TargetChange random(Random random) {
        long id = random.nextInt(8);
        @Nullable String code = random.nextInt(3) == 0 ? null : "c" + random.nextInt(8);
        return switch (random.nextInt(5)) {
            case 0 -> insert(ITEM, id, code, null);
            case 1 -> update(ITEM, row(id, code, null), row((long) random.nextInt(8), "c" + random.nextInt(8), null));
            case 2 -> delete(ITEM, row(id, code, null));
            case 3 -> insert(CHILD, id, (long) random.nextInt(8));
            default -> delete(CHILD, row(id, (long) random.nextInt(8)));
        };
    }

    @Test
    void tooManyKeysMakeTheNextUnitDependOnAllBefore() {
        List<TargetChange> many = new ArrayList<>();
        for (long id = 0; id < 2_000; id++) {
            many.add(insert(ITEM, id, null, null));
        }
        assertThat(graph.add(++number, many, 0).after()).isZero();
        assertThat(add(insert(ITEM, 5_000L, null, null))).isEqualTo(1);
        assertThat(add(insert(ITEM, 6_000L, null, null))).isEqualTo(1);
    }

    @Test
    void keysOfCommittedUnitsDoNotCountAsTooMany() {
        for (long unit = 1; unit <= 20; unit++) {
            List<TargetChange> many = new ArrayList<>();
            for (long id = 0; id < 300; id++) {
                many.add(insert(ITEM, 1_000 * unit + id, null, null));
            }
            assertThat(graph.add(unit, many, Math.max(0, unit - 2)).after())
                    .as("what unit " + unit + " waits for")
                    .isZero();
        }
    }

    @Test
    void compactingKeepsTheSourcesOrderWhereUpdatesHandOverAUniqueKey() {
        List<TargetChange> swap = List.of(
                update(ITEM, row(1L, "a", null), row(1L, "x", null)),
                update(ITEM, row(2L, "b", null), row(2L, "a", null)),
                update(ITEM, row(1L, "x", null), row(1L, "b", null)));
        assertThat(ChangeCompactor.of(swap)).isEmpty();
        List<TargetChange> moved = List.of(update(ITEM, row(1L, "a", null), row(2L, "a", null)));
        assertThat(ChangeCompactor.of(moved)).isEmpty();
    }

    @Test
    void compactingWritesARowOnceAndDeletesFirst() {
        Row last = row(1L, "c", null);
        Optional<List<TargetChange>> collapsed = ChangeCompactor.of(List.of(
                insert(ITEM, 1L, "a", null),
                update(ITEM, row(1L, "a", null), row(1L, "b", null)),
                delete(ITEM, row(2L, "z", null)),
                update(ITEM, row(1L, "b", null), last),
                insert(ITEM, 2L, "y", null)));
        assertThat(collapsed).hasValueSatisfying(changes -> {
            assertThat(changes)
                    .extracting(TargetChange::kind)
                    .containsExactly(RowKind.DELETE, RowKind.INSERT, RowKind.INSERT);
            assertThat(changes.get(1).after()).isSameAs(last);
        });
    }

    private long add(TargetChange change) {
        return graph.add(++number, List.of(change), 0).after();
    }

    private static TargetChange insert(TablePlan plan, @Nullable Object... values) {
        return new TargetChange(plan, RowKind.INSERT, null, row(values), 50, false, false, null);
    }

    private static TargetChange update(TablePlan plan, Row before, Row after) {
        return new TargetChange(plan, RowKind.UPDATE, before, after, 50, false, false, null);
    }

    private static TargetChange delete(TablePlan plan, Row before) {
        return new TargetChange(plan, RowKind.DELETE, before, null, 50, false, false, null);
    }

    private static Row row(@Nullable Object... values) {
        return new Row(values);
    }

    private static UniqueKey unique(String column) {
        return new UniqueKey("u_" + column, List.of(column), true, true);
    }

    private static ForeignKey reference(String column, String parentColumn, String onDelete) {
        return new ForeignKey(
                "fk", List.of(column), new TableName("shop", "item"), List.of(parentColumn), "RESTRICT", onDelete);
    }

    private static TablePlan plan(String name, List<String> columns, List<ForeignKey> references, UniqueKey... unique) {
        List<ColumnMeta> metas = new ArrayList<>();
        List<ColumnMapping> mappings = new ArrayList<>();
        List<Column> sources = new ArrayList<>();
        for (String column : columns) {
            String[] parts = column.split(" ");
            sources.add(new Column(parts[0], parts[1], parts[1], false, true, false, null, null, List.of()));
            metas.add(new ColumnMeta(
                    metas.size() + 1,
                    parts[0],
                    parts[1],
                    parts[1],
                    true,
                    false,
                    false,
                    false,
                    false,
                    null,
                    null,
                    null));
            mappings.add(new ColumnMapping(mappings.size(), parts[0]));
        }
        TableMeta target =
                new TableMeta("shop", name, "InnoDB", metas, List.of("id"), Arrays.asList(unique), references);
        TableSchema source = new TableSchema("src", name, sources, List.of(0), List.of());
        return new TablePlan(1, source, target, mappings, List.of(mappings.get(0)));
    }
}
