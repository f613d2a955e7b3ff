package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The table of faults is what the tests write, and every fault has one. */
class FaultTableTest {
    @Test
    void everyFaultHasATestThatHasSeenIt() throws IOException {
        FaultTable table = FaultTable.read(FaultTable.DOCUMENT);
        List<Fault> missing = Arrays.stream(Fault.values())
                .filter(fault -> !Files.exists(Line.ROOT.resolve(
                        "integration-test/src/test/java/io/otter/integration/" + table.test(fault) + ".java")))
                .toList();
        assertThat(missing).as("faults without a test").isEmpty();
        assertThat(FaultTable.EVERY_BUILD)
                .as("a third of the faults in every build")
                .hasSizeGreaterThanOrEqualTo((Fault.values().length + 2) / 3)
                .allSatisfy(fault -> assertThat(Class.forName(getClass().getPackageName() + "." + table.test(fault))
                                .getAnnotation(EnabledIfSystemProperty.class))
                        .as(fault + ": what its test needs")
                        .isNull());
        assertThat(Files.readString(FaultTable.DOCUMENT))
                .as("the sentence below the table")
                .contains("\n" + FaultTable.share());
        assertThat(FaultTable.textOf(FaultTable.DOCUMENT))
                .as("the table, which -Dotter.faults=all writes")
                .isEqualTo(table.text());
    }
}
