package io.otter.manager.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses expressions of PromQL, as far as the shipped ones use it, and names their metrics. One thread at a time. */
final class Promql {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
                    + "|([0-9]+(?:\\.[0-9]+)?(?:ms|[smhdwy])?)|([A-Za-z_$:][A-Za-z0-9_:]*)|(==|!=|>=|<=|=~|!~|[-+*/%^><=(){}\\[\\],]))");
    private static final Set<String> AGGREGATIONS =
            Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk", "quantile");
    private static final Set<String> FUNCTIONS = Set.of(
            "rate", "irate", "increase", "delta", "histogram_quantile", "vector", "time", "abs", "clamp_min", "absent");
    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless");

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> metrics = new TreeSet<>();
    private int at;

    private Promql(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.stripTrailing().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("at " + end + " of " + text);
            }
            tokens.add(matcher.group().strip());
            end = matcher.end();
        }
    }

    /** @throws IllegalArgumentException if it is not an expression */
    static Set<String> metrics(String expression) {
        Promql parser = new Promql(expression);
        parser.expression();
        if (parser.at < parser.tokens.size()) {
            throw parser.unexpected();
        }
        return parser.metrics;
    }

    private void expression() {
        operand();
        while (OPERATORS.contains(token())) {
            at++;
            if (takes("bool")) {
                continue;
            }
            if (takes("on") || takes("ignoring")) {
                names();
                if (takes("group_left") || takes("group_right")) {
                    names();
                }
            }
            operand();
        }
    }

    private void operand() {
        String token = token();
        if (takes("(")) {
            expression();
            require(")");
        } else if (takes("-") || token.matches("[0-9].*")) {
            at += token.equals("-") ? 0 : 1;
            if (token.equals("-")) {
                operand();
            }
        } else if (AGGREGATIONS.contains(token)) {
            at++;
            if (takes("by") || takes("without")) {
                names();
            }
            arguments();
            if (takes("by") || takes("without")) {
                names();
            }
        } else if (FUNCTIONS.contains(token)) {
            at++;
            arguments();
        } else {
            selector();
        }
    }

    private void selector() {
        String name = token();
        if (!name.matches("[A-Za-z_:][A-Za-z0-9_:]*")) {
            throw unexpected();
        }
        metrics.add(name);
        at++;
        if (takes("{")) {
            while (!takes("}")) {
                label();
                if (!Set.of("=", "!=", "=~", "!~").contains(token())) {
                    throw unexpected();
                }
                at++;
                if (!token().startsWith("\"") && !token().startsWith("'")) {
                    throw unexpected();
                }
                at++;
                if (!takes(",") && !token().equals("}")) {
                    throw unexpected();
                }
            }
        }
        if (takes("[")) {
            if (!token().matches("[0-9]+(ms|[smhdwy])|\\$__rate_interval")) {
                throw unexpected();
            }
            at++;
            require("]");
        }
    }

    private void arguments() {
        require("(");
        while (!takes(")")) {
            expression();
            if (!takes(",") && !token().equals(")")) {
                throw unexpected();
            }
        }
    }

    private void names() {
        require("(");
        while (!takes(")")) {
            label();
            if (!takes(",") && !token().equals(")")) {
                throw unexpected();
            }
        }
    }

    private void label() {
        if (!token().matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw unexpected();
        }
        at++;
    }

    private boolean takes(String wanted) {
        boolean found = token().equals(wanted);
        at += found ? 1 : 0;
        return found;
    }

    private void require(String wanted) {
        if (!takes(wanted)) {
            throw unexpected();
        }
    }

    private String token() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("\"" + token() + "\" is not expected in " + text);
    }
}
