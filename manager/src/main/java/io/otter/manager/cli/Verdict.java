package io.otter.manager.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** One check: whether it passed, what was found, and what fixes it. Stateless. */
final class Verdict {
    private Verdict() {}

    static boolean fails(JsonNode check) {
        return !check.path("passed").asBoolean(false)
                && !check.path("severity").asString("").equals("WARNING");
    }

    /** @param what is checked, e.g. the address */
    static void print(PrintWriter out, JsonNode check, String what) {
        boolean passed = check.path("passed").asBoolean(false);
        String verdict = passed ? "ok     " : fails(check) ? "FAILED " : "warning";
        out.println(verdict + " " + what + ": " + Table.cell(check.path("message")));
        String fix = check.path("fixSql").asString("");
        if (!passed && !fix.isEmpty()) {
            out.println("        " + fix.replace("\n", "\n        "));
        }
    }
}
