package io.otter.database.precheck;

import io.otter.common.error.OtterException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Collects what the checks of one pipeline find, until the time limit. Not thread-safe. */
final class Findings {
    private final String pipeline;
    private final LongSupplier nanoTime;
    private final long deadlineNanos;
    private final List<CheckResult> results = new ArrayList<>();
    private boolean late;

    Findings(String pipeline, Duration limit, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.nanoTime = nanoTime;
        deadlineNanos = nanoTime.getAsLong() + limit.toNanos();
    }

    List<CheckResult> results() {
        return List.copyOf(results);
    }

    void pass(String check, Found found) {
        results.add(new CheckResult(check, pipeline, Severity.MANDATORY, true, found, ""));
    }

    void passWarning(String check, Found found) {
        results.add(new CheckResult(check, pipeline, Severity.WARNING, true, found, ""));
    }

    void fail(String check, Found found, String fixSql) {
        results.add(new CheckResult(check, pipeline, Severity.MANDATORY, false, found, fixSql));
    }

    void warn(String check, Found found, String fixSql) {
        results.add(new CheckResult(check, pipeline, Severity.WARNING, false, found, fixSql));
    }

    /** Adds the result of a check that either holds or does not. */
    void expect(boolean holds, String check, Found found, Found fault, String fixSql) {
        if (holds) {
            pass(check, found);
        } else {
            fail(check, fault, fixSql);
        }
    }

    /** Runs a check; a failing statement is a result, too. After the time limit, runs nothing more. */
    void run(String check, Step step) {
        if (late) {
            return;
        }
        if (nanoTime.getAsLong() - deadlineNanos > 0) {
            late = true;
            fail("time-limit", Finding.TIME_LIMIT.with(check), "");
            return;
        }
        try {
            step.run();
        } catch (SQLException e) {
            fail(check, Finding.UNCHECKED.with(String.valueOf(e.getMessage())), "");
        } catch (OtterException e) {
            fail(check, Finding.SAID.with(e.getMessage()), "");
        }
    }

    /** One check, or a few that belong together. */
    interface Step {
        void run() throws SQLException;
    }
}
