package io.otter.node.walk;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.error.OtterException;
import io.otter.node.verify.Difference;
import io.otter.testsupport.database.DatabaseServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cases of types that both sides have: they are compared, copied to an empty target, and compared again. */
record CopiedTypes(Walk walk, DatabaseServer source, DatabaseServer target) {
    private static final long RUN = 1;
    private static final String NO_KEY = "primary key";

    /** By case name, what was found wrong. */
    Map<String, String> faults(List<TypeCase> cases) {
        Map<String, String> faults = new LinkedHashMap<>();
        compare(cases, "by the log", faults);
        for (TypeCase one : cases) {
            for (TypeCase.Table table : one.tables()) {
                target.execute("TRUNCATE TABLE types." + table.name());
            }
        }
        walk.resync(new ResyncRequest(RUN, List.of(1L), "", false, 0, 2, false));
        try {
            walk.awaitResync(RUN);
        } catch (OtterException e) {
            faults.put(cases.get(0).name(), "the copy ended: " + e.getMessage());
            return faults;
        }
        walk.awaitApplied();
        for (ResyncProgress.Table table : walk.progress(RUN).orElseThrow().tables()) {
            if (table.state() != State.DONE && !table.error().contains(NO_KEY)) {
                faults.put(nameOf(cases, table.table()), "not copied: " + table.error());
            } else if (table.state() == State.DONE) {
                TypeCase one = caseOf(cases, table.table());
                String copied = TypeMatrixTest.compare(source, target, one);
                if (!copied.equals(CompatibilityDocument.EXACT)) {
                    faults.put(one.name(), "as a copy: " + copied);
                }
            }
        }
        compare(cases, "copied", faults);
        return faults;
    }

    private void compare(List<TypeCase> cases, String how, Map<String, String> faults) {
        VerifyProgress compared = walk.verify(List.of(1L), "");
        for (VerifyProgress.Table table : compared.tables()) {
            if (!table.note().isEmpty() && !table.note().contains(NO_KEY)) {
                faults.put(nameOf(cases, table.table()), how + ", not compared: " + table.note());
            }
        }
        for (Difference found : walk.differences()) {
            String table = found.sourceTable().replaceFirst("^types\\.", "");
            faults.put(
                    nameOf(cases, table),
                    how + ", differs in a comparison: " + found.key() + " " + found.source() + " " + found.target());
        }
    }

    private static String nameOf(List<TypeCase> cases, String table) {
        return caseOf(cases, table).name();
    }

    private static TypeCase caseOf(List<TypeCase> cases, String table) {
        return cases.stream()
                .filter(one -> one.tables().stream().anyMatch(own -> own.name().equals(table)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no case has " + table));
    }
}
