package io.otter.node.binlog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement about a database.
 *
 * @param drops whether the tables that it has are gone afterwards
 * @param schema its name
 * @param options what follows the name
 */
public record DatabaseStatement(Verb verb, boolean drops, String schema, String options) {
    public enum Verb {
        CREATE,
        ALTER,
        DROP
    }

    private static final Pattern FORM = Pattern.compile(
            "(?is)\\s*(?<verb>create|alter|drop)\\s+(?<replace>or\\s+replace\\s+)?(?<word>database|schema)(?![\\w$])"
                    + "\\s*(?:if\\s+(?:not\\s+)?exists(?![\\w$])\\s*)?"
                    + "(?:(?!(?:default|char|character|charset|collate|comment|encryption|read)\\b)"
                    + "(?<name>`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|[^\\s;/=.`\"']+))?.*");

    /** Empty for every other statement. */
    public static Optional<DatabaseStatement> of(DdlChange ddl) {
        return of(ddl.sql(), ddl.schema());
    }

    static Optional<DatabaseStatement> of(String sql, String defaultSchema) {
        Matcher form = FORM.matcher(SqlComments.blanked(sql));
        if (!form.matches()) {
            return Optional.empty();
        }
        Verb verb = Verb.valueOf(form.group("verb").toUpperCase(Locale.ROOT));
        String name = form.group("name");
        int end = form.end(name == null ? "word" : "name");
        return Optional.of(new DatabaseStatement(
                verb,
                verb == Verb.DROP || form.group("replace") != null,
                name == null ? defaultSchema : unquoted(name),
                sql.substring(end)));
    }

    private static String unquoted(String name) {
        String quote = name.substring(0, 1);
        return quote.equals("`") || quote.equals("\"")
                ? name.substring(1, name.length() - 1).replace(quote + quote, quote)
                : name;
    }
}
