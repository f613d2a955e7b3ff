package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MariadbCompressionTest {
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, 1 << 20})
    void aLengthThatTheDataCannotHaveIsNotAllocated(int claimed) {
        byte[] event = {
            4,
            (byte) (claimed >>> 24),
            (byte) (claimed >>> 16),
            (byte) (claimed >>> 8),
            (byte) claimed,
            0x78,
            0x01,
            3,
            0
        };
        assertThatThrownBy(() -> MariadbCompression.event(event, 0, event.length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be " + claimed);
    }

    @Test
    void aColumnLikewise() {
        byte[] column = {3, (byte) 0x7f, (byte) 0xff, (byte) 0xff, 0x78, 0x01, 3, 0};
        assertThatThrownBy(() -> MariadbCompression.column(column)).isInstanceOf(IllegalArgumentException.class);
    }
}
