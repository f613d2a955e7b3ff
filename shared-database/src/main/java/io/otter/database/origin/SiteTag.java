package io.otter.database.origin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A site's number as the values of two session variables that the log of MySQL has with every BEGIN and every DDL, and that of
 * MariaDB with every DDL. Anybody may set them, they change nothing that rows mean, and nobody has a server whose collation is
 * that of a language without a country. Numbers are the same on MySQL 5.6 and later and on MariaDB.
 */
public final class SiteTag {
    /** The highest site that can be told. */
    public static final int MOST = 200;

    private static final String COLLATION = "collation_server";
    private static final String LOCALE = "lc_time_names";
    /** From 1; 0 is en_US, which is not logged. */
    private static final int LOCALES = 100;

    private static final List<String> COLLATIONS = List.of("utf8mb4_esperanto_ci", "utf8mb4_roman_ci");
    private static final List<Integer> COLLATION_NUMBERS = List.of(241, 239);

    private SiteTag() {}

    /**
     * Values by variable.
     *
     * @throws IllegalArgumentException for a site that cannot be told
     */
    public static Map<String, String> of(int site) {
        if (site < 1 || site > MOST) {
            throw new IllegalArgumentException("site " + site + " is not between 1 and " + MOST);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(COLLATION, COLLATIONS.get((site - 1) / LOCALES));
        variables.put(LOCALE, String.valueOf((site - 1) % LOCALES + 1));
        return variables;
    }

    /** The statement that has a session carry the site. */
    public static String statement(int site) {
        Map<String, String> values = of(site);
        return "SET SESSION " + COLLATION + " = '" + values.get(COLLATION) + "', SESSION " + LOCALE + " = "
                + values.get(LOCALE);
    }

    /** The site that a session carries, by the numbers in the log; 0 for none. */
    public static int site(int collation, long locale) {
        int language = COLLATION_NUMBERS.indexOf(collation);
        return language < 0 || locale < 1 || locale > LOCALES ? 0 : language * LOCALES + (int) locale;
    }

    /** Whether these variables, or others among them, carry a site. */
    public static boolean isIn(Map<String, String> variables) {
        return COLLATIONS.contains(variables.getOrDefault(COLLATION, "")) && variables.containsKey(LOCALE);
    }

    /** Whether a variable of a session that carries a site must have its value. */
    public static boolean isOne(String variable) {
        return variable.equals(COLLATION) || variable.equals(LOCALE);
    }

    /** Whether a server's own collation would be taken for a tag. */
    public static boolean isTaken(String collation) {
        return COLLATIONS.contains(collation);
    }
}
