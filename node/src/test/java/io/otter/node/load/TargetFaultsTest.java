package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetFaultsTest {
    private final List<@Nullable OtterException> told = new ArrayList<>();
    private final TargetFaults faults = new TargetFaults(told::add);

    @Test
    void aTargetThatRecoversDoesNotHideTheFaultOfAnother() {
        OtterException first = new OtterException(ErrorCode.LOAD_TRANSIENT, "a is away");
        OtterException second = new OtterException(ErrorCode.LOAD_TRANSIENT, "b is away");
        Consumer<@Nullable OtterException> a = faults.of("a");
        Consumer<@Nullable OtterException> b = faults.of("b");
        a.accept(first);
        b.accept(second);
        a.accept(null);
        b.accept(null);
        assertThat(told).containsExactly(first, first, second, null);
    }
}
