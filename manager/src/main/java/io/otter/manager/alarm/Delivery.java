package io.otter.manager.alarm;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.audit.Audit;
import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.parameter.SystemParameters;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Sends notices in every configured way, and remembers which ones fail. Thread-safe. */
@Service
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final List<Courier> couriers;
    private final ParameterStore parameters;
    private final Access access;
    private final Audit audit;

    @GuardedBy("this")
    private final Map<Courier.Way, Failure> failures = new EnumMap<>(Courier.Way.class);

    Delivery(List<Courier> couriers, ParameterStore parameters, Access access, Audit audit) {
        this.couriers = List.copyOf(couriers);
        this.parameters = parameters;
        this.access = access;
        this.audit = audit;
    }

    /** Why one way fails, kept until it succeeds. */
    record Failure(Courier.Way way, OtterException fault, Instant at) {}

    synchronized Collection<Failure> failures() {
        return List.copyOf(failures.values());
    }

    /** @return whether at least one way succeeded, or none is configured */
    boolean tell(List<Notice> notices) {
        SystemParameters now = parameters.read();
        boolean off = true;
        boolean told = false;
        for (Courier courier : couriers) {
            if (courier.isOn(now)) {
                off = false;
                told |= tell(courier, notices, now);
            }
        }
        return off || told;
    }

    private boolean tell(Courier courier, List<Notice> notices, SystemParameters now) {
        try {
            courier.tell(notices, now);
            note(courier.way(), null);
            return true;
        } catch (OtterException e) {
            log.warn("{} alarm notifications could not be delivered: {}", notices.size(), e.describe());
            note(courier.way(), e);
            return false;
        }
    }

    /**
     * Sends a test message to the default receivers.
     *
     * @throws OtterException with ALARM_UNDELIVERED, or if the user lacks the role
     */
    void test(Courier.Way way) {
        String who = access.require(Role.ADMIN).name();
        SystemParameters now = parameters.read();
        Courier courier =
                couriers.stream().filter(one -> one.way() == way).findFirst().orElseThrow();
        if (!courier.isOn(now)) {
            throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, Refusal.WAY_IS_OFF.with(way));
        }
        if (way == Courier.Way.MAIL && now.addresses("").isEmpty()) {
            throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, Refusal.RECEIVER_MISSING.with());
        }
        audit.did(Text.of("act.message", way));
        courier.tell(
                List.of(new Notice(
                        0,
                        Notice.State.RAISED,
                        AlarmKind.EXCEPTION,
                        "test",
                        "test",
                        Instant.now(),
                        "a test message that " + who + " asked for.",
                        "",
                        "")),
                now);
        note(way, null);
    }

    private synchronized void note(Courier.Way way, @Nullable OtterException fault) {
        if (fault == null) {
            failures.remove(way);
        } else {
            failures.put(way, new Failure(way, fault, Instant.now()));
        }
    }
}
