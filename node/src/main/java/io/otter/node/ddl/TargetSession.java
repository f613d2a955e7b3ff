package io.otter.node.ddl;

import io.otter.database.origin.SiteTag;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a target session's variables to the source's for the duration of a statement; closing restores them. Variables
 * that the target does not know, or does not let us set, are skipped and logged. Bound to one connection and confined
 * to its owner.
 */
final class TargetSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetSession.class);
    private static final String MODES = "sql_mode";
    /** Another time zone would change the stored moments, so an operator has to decide. */
    private static final Set<String> INDISPENSABLE = Set.of("time_zone");

    /** The time goes on. */
    private static final String RUNNING = "0";

    /** How long statements wait for whoever uses their tables. */
    static final String LOCK_WAIT = "lock_wait_timeout";
    /** The numbers among the variables that may be 1. */
    private static final Pattern NUMBERS = Pattern.compile("auto_increment_.*|" + LOCK_WAIT);

    private static final String NOW = "timestamp";
    /** Where a statement names the present, its time is indispensable, too. */
    private static final Pattern PRESENT = Pattern.compile("(?i)\\b(?:current_(?:timestamp|date|time)|now|localtime"
            + "|localtimestamp|curdate|curtime|utc_(?:timestamp|date|time)|unix_timestamp)\\b");

    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

    private static final int UNKNOWN_VARIABLE = 1193;

    private final String pipeline;
    private final Connection connection;
    private final Map<String, String> before = new LinkedHashMap<>();
    private boolean namesPresent;
    /** Whether it carries a site: without that the statement would come back. */
    private boolean tagged;

    TargetSession(String pipeline, Connection connection) {
        this.pipeline = pipeline;
        this.connection = connection;
    }

    /** @throws SQLException if the target does not know the time zone, or refuses the time of a statement that names it */
    void set(Map<String, String> variables, String sql) throws SQLException {
        namesPresent = PRESENT.matcher(sql).find();
        tagged = SiteTag.isIn(variables);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey();
            Optional<String> present = read(name);
            if (present.isEmpty()) {
                log.info("pipeline {}: the target has no {}; the DDL runs without it", pipeline, name);
            } else if (!present.get().equals(variable.getValue())) {
                before.put(name, name.equals(NOW) ? RUNNING : present.get());
                set(name, variable.getValue());
            }
        }
    }

    @Override
    public void close() throws SQLException {
        for (Map.Entry<String, String> variable : before.entrySet()) {
            assign(variable.getKey(), variable.getValue());
        }
    }

    private void set(String name, String value) throws SQLException {
        try {
            assign(name, value);
        } catch (SQLException e) {
            if (connection.isClosed()
                    || INDISPENSABLE.contains(name)
                    || name.equals(NOW) && namesPresent
                    || tagged && SiteTag.isOne(name)) {
                throw e;
            }
            String kept = name.equals(MODES) ? setKnownModes(value) : before.get(name);
            log.warn(
                    "pipeline {}: the DDL runs with {} = {} instead of {}: {}",
                    pipeline,
                    name,
                    kept,
                    value,
                    e.getMessage());
        }
    }

    private String setKnownModes(String value) throws SQLException {
        StringJoiner known = new StringJoiner(",");
        for (String mode : value.split(",")) {
            try {
                assign(MODES, mode);
                known.add(mode);
            } catch (SQLException e) {
                log.debug("pipeline {}: mode {}: {}", pipeline, mode, e.getMessage());
            }
        }
        assign(MODES, known.toString());
        return known.toString();
    }

    private Optional<String> read(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@SESSION." + name)) {
            row.next();
            String value = row.getString(1);
            return Optional.of(
                    switch (value) {
                        case "0" -> "OFF";
                        case "1" -> NUMBERS.matcher(name).matches() ? value : "ON";
                        default -> value;
                    });
        } catch (SQLException e) {
            if (e.getErrorCode() == UNKNOWN_VARIABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param name a constant, never user input */
    private void assign(String name, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SET SESSION " + name + " = ?")) {
            if (NUMBER.matcher(value).matches()) {
                statement.setBigDecimal(1, new BigDecimal(value));
            } else {
                statement.setString(1, value);
            }
            statement.execute();
        }
    }
}
