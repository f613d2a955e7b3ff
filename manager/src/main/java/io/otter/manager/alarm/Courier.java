package io.otter.manager.alarm;

import io.otter.common.error.OtterException;
import io.otter.manager.parameter.SystemParameters;
import java.util.List;

/** A way to send notices. Thread-safe. */
interface Courier {
    /** The available ways. */
    enum Way {
        MAIL,
        WEBHOOK,
        CHAT
    }

    Way way();

    /** Whether it is configured. */
    boolean isOn(SystemParameters parameters);

    /**
     * Sends the notices; blocks for a few seconds at most.
     *
     * @throws OtterException with ALARM_UNDELIVERED saying why no one could be reached
     */
    void tell(List<Notice> notices, SystemParameters parameters);
}
