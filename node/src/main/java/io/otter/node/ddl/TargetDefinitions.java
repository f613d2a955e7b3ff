package io.otter.node.ddl;

import io.otter.database.DatabaseFault;
import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** SHOW CREATE TABLE without the parts that change by themselves or with the table's name. Stateless. */
final class TargetDefinitions {
    /** The definition of a table that does not exist. */
    static final String NONE = "";

    private static final Pattern VARYING = Pattern.compile(
            "\\A(CREATE TABLE )`(?:``|[^`])*`" // its own name
                    + "|( AUTO_INCREMENT)=\\d+"
                    + "|(CONSTRAINT )`(?:``|[^`])*_(?:ibfk|chk)_\\d+`"); // named by the server after the table

    private TargetDefinitions() {}

    /** Definitions by quoted name. */
    static Map<String, String> of(Connection connection, List<TableName> tables) throws SQLException {
        Map<String, String> definitions = new TreeMap<>();
        for (TableName table : tables) {
            definitions.put(table.quoted(), of(connection, table));
        }
        return definitions;
    }

    private static String of(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + table.quoted())) {
            return row.next() ? VARYING.matcher(row.getString(2)).replaceAll("$1$2$3") : NONE;
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return NONE;
            }
            throw e;
        }
    }
}
