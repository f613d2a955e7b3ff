package io.otter.node.extend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.Secret;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.record.Records;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters, and a processor from its own jar, on rows made by hand. */
class RowFilterStageTest {
    private static final TableSchema PAY = new TableSchema(
            "shop",
            "pay",
            Stream.of("id", "amount", "phone")
                    .map(name -> new Column(name, "varchar", "varchar(40)", false, true, false, null, null, List.of()))
                    .toList(),
            List.of(0),
            List.of());

    @TempDir
    private static Path extend;

    @BeforeAll
    static void makeJar(@TempDir Path work) throws IOException {
        Path source = Files.writeString(work.resolve("MaskPhone.java"), """
                import io.otter.common.extend.*;
                import java.util.*;
                public final class MaskPhone implements RowProcessor {
                    public String name() { return "mask"; }
                    public Optional<RowEvent> process(RowEvent row) {
                        if (row.after() == null) { return Optional.of(row); }
                        Object amount = row.after().get("amount");
                        if (Long.valueOf(1).equals(amount)) { return Optional.empty(); }
                        if (Long.valueOf(2).equals(amount)) { throw new IllegalStateException("two"); }
                        if (Long.valueOf(3).equals(amount)) { return Optional.of(row.with("extra", "x")); }
                        if (Long.valueOf(4).equals(amount)) {
                            try {
                                Class.forName("io.otter.node.binlog.Row");
                            } catch (ClassNotFoundException e) {
                                return Optional.of(row.with("phone", "isolated"));
                            }
                        }
                        return Optional.of(row.with("phone", "***"));
                    }
                }
                """);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), "-proc:none", source.toString());
        assertThat(result).isZero();
        try (OutputStream file = Files.newOutputStream(extend.resolve("mask.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("MaskPhone.class"));
            jar.write(Files.readAllBytes(work.resolve("MaskPhone.class")));
            jar.putNextEntry(new JarEntry("META-INF/services/io.otter.common.extend.RowProcessor"));
            jar.write("MaskPhone\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aFilterDropsOnlyForItsPair() {
        assertThat(screened("amount > 100", "", 50L)).containsExactly("[1] 50 p");
        assertThat(screened("amount > 100", "", 150L)).containsExactly("[1] 150 p", "[2] 150 p");
    }

    @Test
    void aProcessorChangesValuesAndDropsRows() {
        assertThat(screened("", "mask", 7L)).containsExactly("[1] 7 p", "[2] 7 ***");
        assertThat(screened("", "mask", 1L)).containsExactly("[1] 1 p");
        assertThat(screened("amount > 100", "mask", 150L)).containsExactly("[1] 150 p", "[2] 150 ***");
    }

    @Test
    void aProcessorSeesNothingOfTheNode() {
        assertThat(screened("", "mask", 4L)).contains("[2] 4 isolated");
    }

    @Test
    void aFaultNamesTheRow() {
        RowFault thrown = fault("", "mask", 2L);
        assertThat(thrown.code()).isEqualTo(ErrorCode.PROCESSOR_FAILED);
        assertThat(thrown.message()).contains("shop.pay", "id = 9", "two");
        assertThat(fault("", "mask", 3L).message()).contains("adds a column");
        RowFault failed = fault("phone > 3", "", 3L);
        assertThat(failed.code()).isEqualTo(ErrorCode.FILTER_FAILED);
        assertThat(failed.message()).contains("id = 9");
        assertThatThrownBy(() -> screened("", "other", 3L)).hasMessageContaining("available are [mask]");
    }

    /** Only the key is passed on: the processor might have masked the rest. */
    @Test
    void aFaultyRowIsRefusedWhereItWouldBeLoaded() {
        List<SelectedChange> changes = screen(pipeline("", "mask", PipelineParameters.DEFAULTS), 2L)
                .transactions()
                .get(0)
                .changes();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).fault()).isNull();
        assertThat(changes.get(1).pairIds()).containsExactly(2L);
        Row kept = ((RowChange) changes.get(1).change()).after();
        assertThat(kept.get(0)).isEqualTo(9L);
        assertThat(kept.get(1)).isSameAs(Row.ABSENT);
        assertThat(kept.get(2)).isSameAs(Row.ABSENT);
    }

    /** Neither in the words of the filter or processor, nor in the key, nor in a cause that is logged. */
    @Test
    void aFaultDoesNotTellWhatIsMasked() {
        for (String filter : List.of("int(amount) > 5", "amount > 5")) {
            assertThatThrownBy(() -> screen(pipeline(filter, "", dryRun(), List.of("AMOUNT", "id")), "4111-xyzzy"))
                    .hasMessageContaining("id = ***")
                    .hasMessageContaining("does not work for the row")
                    .hasNoCause()
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4111"));
        }
        assertThatThrownBy(() -> screen(pipeline("", "mask", dryRun(), List.of("phone")), 2L))
                .hasMessageContaining("id = 9")
                .hasMessageContaining("two")
                .hasNoCause();
    }

    @Test
    void aDryRunWhichLoadsNothingStopsAtAFault() {
        assertThatThrownBy(() -> screen(pipeline("", "mask", dryRun()), 2L))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROCESSOR_FAILED))
                .hasMessageContaining("id = 9");
    }

    private static RowFault fault(String filter, String processor, @Nullable Object amount) {
        return screen(pipeline(filter, processor, PipelineParameters.DEFAULTS), amount)
                .transactions()
                .get(0)
                .changes()
                .get(1)
                .fault();
    }

    private static List<String> screened(String filter, String processor, @Nullable Object amount) {
        return screen(pipeline(filter, processor, PipelineParameters.DEFAULTS), amount)
                .transactions()
                .get(0)
                .changes()
                .stream()
                .map(kept -> kept.pairIds() + " " + text((RowChange) kept.change()))
                .toList();
    }

    private static Batch screen(PipelineConfig pipeline, @Nullable Object amount) {
        try (Processors processors = new Processors(extend)) {
            RowChange change = new RowChange(
                    PAY, RowKind.INSERT, null, new Row(new @Nullable Object[] {9L, amount, "p"}), 10, false);
            BatchTransaction transaction = new BatchTransaction(
                    true,
                    true,
                    List.of(new SelectedChange(change, List.of(1L, 2L), false)),
                    new BinlogPosition("b", 1, "", "", 0),
                    0);
            return new RowFilterStage(pipeline, processors).filter(new Batch(1, List.of(transaction), 1, 10));
        }
    }

    private static PipelineParameters dryRun() {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return Records.with(defaults, "dryRun", true);
    }

    private static String text(RowChange change) {
        Row after = change.after();
        return after.get(1) + " " + after.get(2);
    }

    private static PipelineConfig pipeline(String filter, String processor, PipelineParameters parameters) {
        return pipeline(filter, processor, parameters, List.of());
    }

    private static PipelineConfig pipeline(
            String filter, String processor, PipelineParameters parameters, List<String> masked) {
        ColumnView columns = new ColumnView(ColumnView.ALL.mode(), List.of(), List.of(), masked);
        DataMediaSource server =
                new DataMediaSource(2, "dst", SourceType.MYSQL, "127.0.0.1", 1, "u", Secret.NONE, Map.of());
        DataMedia from = new DataMedia(1, 1, "shop", "pay");
        return new PipelineConfig(
                70,
                "line",
                new CanalConfig(
                        1,
                        "c",
                        List.of(new ServerAddress("127.0.0.1", 1)),
                        "u",
                        Secret.NONE,
                        new StartPosition.Latest(),
                        1,
                        false),
                server,
                List.of(server),
                List.of(1),
                List.of(1),
                parameters,
                Arrays.asList(
                        new MediaPair(1, from, new DataMedia(2, 2, "a", "pay"), 5, ColumnView.ALL),
                        new MediaPair(2, from, new DataMedia(3, 2, "b", "pay"), 5, columns, filter, processor)));
    }
}
