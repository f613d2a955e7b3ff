package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of faults is what the tests write, and every fault has one. */
class FaultTableTest {
    @Test
    void everyFaultHasATestThatHasSeenIt() {
        FaultTable table = FaultTable.read(FaultTable.DOCUMENT);
        List<Fault> missing = Arrays.stream(Fault.values())
                .filter(fault -> !Files.exists(Line.ROOT.resolve(
                        "integration-test/src/test/java/io/otter/integration/" + table.test(fault) + ".java")))
                .toList();
        assertThat(missing).as("faults without a test").isEmpty();
        assertThat(FaultTable.textOf(FaultTable.DOCUMENT))
                .as("the table, which -Dotter.faults=all writes")
                .isEqualTo(table.text());
    }
}
