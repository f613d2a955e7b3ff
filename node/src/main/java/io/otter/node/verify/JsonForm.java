package io.otter.node.verify;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Documents in a form in which equal ones are equal. Stateless. */
final class JsonForm {
    private static final Object NULL = List.of("null");

    private JsonForm() {}

    /** Null if there is no document. */
    static @Nullable Object of(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new HashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
            return members;
        } else if (node.isArray()) {
            List<Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(value(element)));
            return elements;
        } else if (node.isMissingNode()) {
            return null;
        }
        return value(node);
    }

    private static Object value(JsonNode node) {
        if (node.isContainer()) {
            Object form = of(node);
            return form == null ? NULL : form;
        } else if (node.isFloatingPointNumber()) {
            return number(BigDecimal.valueOf(node.doubleValue()));
        } else if (node.isNumber()) {
            return number(node.decimalValue());
        } else if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? NULL : node.asString();
    }

    private static BigDecimal number(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
}
