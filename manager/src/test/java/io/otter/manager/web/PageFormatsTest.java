package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFormatsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048575, 1 MiB",
        "1047552, 1023 KiB",
        "805306368, 768 MiB",
        "1073741824, 1 GiB",
        "1610612736, 1.5 GiB",
        "1099511627776, 1 TiB",
        "9223372036854775807, 8192 PiB"
    })
    void aSizeIsToldInTheLargestUnitOfWhichThereIsOne(long bytes, String shown) {
        assertThat(new PageFormats().bytes(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "60, 60 s",
        "86400, 24 h",
        "600, 10 min",
        "9000, 150 min",
        "3601, '3,601 s'",
        "7200, 2 h",
        "a b, a b",
        "-1, -1"
    })
    void typedSecondsAreToldExactly(String typed, String shown) {
        assertThat(new PageFormats().seconds(typed)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 rows", "1, 1 row", "100000, '100,000 rows'", "many, many"})
    void typedRowsAreCounted(String typed, String shown) {
        assertThat(new PageFormats().rows(typed)).isEqualTo(shown);
    }
}
