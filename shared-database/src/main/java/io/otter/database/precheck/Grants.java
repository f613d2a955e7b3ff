package io.otter.database.precheck;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The privileges of the current user and its active roles, from SHOW GRANTS. Column privileges do not count. */
record Grants(List<Grant> grants) {
    private static final Set<String> ALL = Set.of("ALL", "ALL PRIVILEGES");
    private static final String ANY = "*";

    /** The servers include the privileges of active roles. */
    static Grants of(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GRANTS")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return parse(lines);
    }

    static Grants parse(List<String> lines) {
        List<Grant> grants = new ArrayList<>();
        lines.forEach(line -> Grant.parse(line).ifPresent(grants::add));
        return new Grants(List.copyOf(grants));
    }

    /** Whether any of the privileges is held on {@code *.*}. */
    boolean global(String... anyOf) {
        return grants.stream()
                .filter(grant -> !grant.revoked() && grant.schema().equals(ANY))
                .anyMatch(grant -> Set.of(anyOf).stream().anyMatch(grant::gives));
    }

    /** Whether the privilege is held on everything in the schema. */
    boolean onSchema(String privilege, String schema) {
        boolean revoked = grants.stream()
                .anyMatch(grant -> grant.revoked() && grant.gives(privilege) && grant.coversSchema(schema));
        return grants.stream()
                .filter(grant -> !grant.revoked() && grant.table().equals(ANY) && grant.gives(privilege))
                .anyMatch(grant -> grant.schema().equals(ANY) ? !revoked : grant.coversSchema(schema));
    }

    /**
     * One line.
     *
     * @param schema {@code *} or the text between the quotes, in which unescaped _ and % are wildcards
     * @param table {@code *} or the table's name
     */
    record Grant(boolean revoked, Set<String> privileges, String schema, String table) {
        /** Empty for lines that grant a role, a proxy or a routine. */
        static Optional<Grant> parse(String line) {
            boolean revoked = line.startsWith("REVOKE ");
            if (!revoked && !line.startsWith("GRANT ")) {
                return Optional.empty();
            }
            String text = line.substring(line.indexOf(' ') + 1);
            int on = outside(text, " ON ", 0);
            if (on < 0) {
                return Optional.empty();
            }
            String object = text.substring(on + 4);
            int end = outside(object, revoked ? " FROM " : " TO ", 0);
            object = end < 0 ? object : object.substring(0, end);
            object = object.startsWith("TABLE ") ? object.substring(6) : object;
            int dot = outside(object, ".", 0);
            if (dot < 0 || object.startsWith("FUNCTION ") || object.startsWith("PROCEDURE ")) {
                return Optional.empty();
            }
            return Optional.of(new Grant(
                    revoked,
                    privileges(text.substring(0, on)),
                    unquote(object.substring(0, dot)),
                    unquote(object.substring(dot + 1))));
        }

        boolean gives(String privilege) {
            return privileges.contains(privilege) || privileges.stream().anyMatch(ALL::contains);
        }

        boolean coversSchema(String name) {
            if (schema.equals(ANY) || schema.equals(name)) {
                return true;
            }
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < schema.length(); i++) {
                char c = schema.charAt(i);
                if (c == '\\' && i + 1 < schema.length()) {
                    regex.append(Pattern.quote(schema.substring(++i, i + 1)));
                } else {
                    regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
                }
            }
            return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                    .matcher(name)
                    .matches();
        }

        private static Set<String> privileges(String list) {
            Set<String> privileges = new HashSet<>();
            int from = 0;
            while (from <= list.length()) {
                int comma = outside(list, ",", from);
                int to = comma < 0 ? list.length() : comma;
                privileges.add(list.substring(from, to).strip().toUpperCase(Locale.ROOT));
                from = to + 1;
            }
            return Set.copyOf(privileges);
        }

        private static String unquote(String name) {
            if (name.length() < 2 || (name.charAt(0) != '`' && name.charAt(0) != '"')) {
                return name;
            }
            String quote = name.substring(0, 1);
            return name.substring(1, name.length() - 1).replace(quote + quote, quote);
        }

        /** Where {@code wanted} occurs outside quotes and brackets; negative if it does not. */
        private static int outside(String text, String wanted, int from) {
            char quote = 0;
            int depth = 0;
            for (int i = from; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (depth == 0 && text.startsWith(wanted, i)) {
                    return i;
                } else if (c == '`' || c == '"' || c == '\'') {
                    quote = c;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                }
            }
            return -1;
        }
    }
}
