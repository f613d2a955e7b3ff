package io.otter.database.precheck;

import io.otter.common.error.OtterException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Collects what the checks of one pipeline find, until their time is up. Not thread-safe. */
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

    void pass(String check, String message) {
        results.add(new CheckResult(check, pipeline, Severity.MANDATORY, true, message, ""));
    }

    void passWarning(String check, String message) {
        results.add(new CheckResult(check, pipeline, Severity.WARNING, true, message, ""));
    }

    void fail(String check, String message, String fixSql) {
        results.add(new CheckResult(check, pipeline, Severity.MANDATORY, false, message, fixSql));
    }

    void warn(String check, String message, String fixSql) {
        results.add(new CheckResult(check, pipeline, Severity.WARNING, false, message, fixSql));
    }

    /** Adds one result of a check that either holds or not. */
    void expect(boolean holds, String check, String message, String fault, String fixSql) {
        if (holds) {
            pass(check, message);
        } else {
            fail(check, fault, fixSql);
        }
    }

    /** Runs a check; a statement that fails in it is a result, too. Once the time is up, nothing more is run. */
    void run(String check, Step step) {
        if (late) {
            return;
        }
        if (nanoTime.getAsLong() - deadlineNanos > 0) {
            late = true;
            fail("time-limit", "the servers answer too slowly: from " + check + " on nothing was checked", "");
            return;
        }
        try {
            step.run();
        } catch (SQLException e) {
            fail(check, "could not be checked: " + e.getMessage(), "");
        } catch (OtterException e) {
            fail(check, e.getMessage(), "");
        }
    }

    /** One check or a few that belong together. */
    interface Step {
        void run() throws SQLException;
    }
}
