package io.otter.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsDocumentTest {
    @Test
    void everyCodeIsThereWithItsAdviceAndNoOther() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/errors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> "| `" + code + "` | " + retried(code.remedy()) + " | " + code.advice() + " |")
                        .toList());
    }

    @Test
    void theCodeOfWhatWasDescribedIsFound() {
        String described = new OtterException(ErrorCode.LOAD_MISSING_TARGET, "no table s.t: \u8ba2\u5355").describe();
        assertThat(ErrorCode.in(described)).contains(ErrorCode.LOAD_MISSING_TARGET);
        assertThat(ErrorCode.in("one-way: " + described)).contains(ErrorCode.LOAD_MISSING_TARGET);
        assertThat(ErrorCode.in("p: LOAD_OF_TOMORROW: x INTERNAL: y")).isEmpty();
        assertThat(ErrorCode.in("")).isEmpty();
    }

    private static String retried(Remedy remedy) {
        return switch (remedy) {
            case TIME -> "yes";
            case START -> "by rule";
            case DECISION -> "no";
        };
    }
}
