package io.otter.manager.alarm;

import io.otter.common.error.OtterException;
import io.otter.manager.parameter.SystemParameters;
import java.util.List;

/** One way to tell notices to somebody. Thread-safe. */
interface Courier {
    /** The ways. */
    enum Way {
        MAIL,
        WEBHOOK
    }

    Way way();

    /** Whether it is configured. */
    boolean isOn(SystemParameters parameters);

    /**
     * Tells all of them; waits for it, some seconds at most.
     *
     * @throws OtterException with ALARM_UNDELIVERED saying why nobody was told
     */
    void tell(List<Notice> notices, SystemParameters parameters);
}
