package io.otter.node.load;

import io.otter.node.binlog.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Binds {@link Row} values so that the target stores them unchanged. Stateless. */
final class Values {
    private static final int KEY_TEXT_CHARACTERS = 60;

    private Values() {}

    static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof BigDecimal decimal) {
            statement.setBigDecimal(index, decimal);
        } else if (value instanceof BigInteger integer) {
            statement.setBigDecimal(index, new BigDecimal(integer));
        } else if (value instanceof Number real) {
            // As text: a numeric literal loses the sign of -0. All digits of a FLOAT, or no key would match it.
            statement.setString(index, Double.toString(real.doubleValue()));
        } else {
            throw new IllegalArgumentException(
                    "no column holds a " + value.getClass().getName());
        }
    }

    /** A value as the server prints it. */
    static String plain(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    /** A key value for messages, truncated if long. */
    static String text(@Nullable Object value) {
        String text;
        if (value instanceof byte[] bytes) {
            StringBuilder hex = new StringBuilder("0x");
            for (int i = 0; i < Math.min(bytes.length, KEY_TEXT_CHARACTERS / 2); i++) {
                hex.append(String.format("%02x", bytes[i]));
            }
            text = hex.toString();
        } else {
            text = String.valueOf(value);
        }
        return text.length() > KEY_TEXT_CHARACTERS ? text.substring(0, KEY_TEXT_CHARACTERS) + "…" : text;
    }
}
