package io.otter.node.load;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads values of key columns as the log has them. Stateless. */
final class KeyValues {
    private KeyValues() {}

    /** @param type of the column; key columns are never NULL */
    static Object read(ResultSet found, int index, String type) throws SQLException {
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" -> {
                BigInteger number = new BigInteger(found.getString(index));
                yield number.bitLength() < 64 ? (Object) number.longValueExact() : number;
            }
            case "decimal" -> found.getBigDecimal(index);
            case "binary", "varbinary", "blob", "bit" -> found.getBytes(index);
            default -> found.getString(index);
        };
    }
}
