package io.otter.common.filter;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.otter.common.model.ExpressionSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Common Expression Language expression over a changed row. The language has no unbounded loops, no assignments and
 * no access to classes or files, so anyone who may write a spec may write filters. As in SQL's WHERE, a result that is
 * unknown because of a null is not true: {@code !(a > 1)} does not match a row whose {@code a} is null either.
 * Immutable and thread-safe.
 *
 * <p>Variables are {@code type} (INSERT, UPDATE or DELETE), {@code schema}, {@code table}, {@code before} and
 * {@code after} (by column; null where there is no such image) and the columns themselves, with their values after the
 * change or, for DELETE, before it.
 */
public final class RowFilter {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(10_000)
            .build();
    private static final Set<String> TEXTS = Set.of("type", "schema", "table");
    private static final Set<String> ROWS = Set.of("before", "after");

    private final String text;
    private final Set<String> columns;
    /** Which of "before" and "after" the text mentions. */
    private final Set<String> rows;

    private final CelRuntime.Program program;

    private RowFilter(String text, Set<String> columns, Set<String> rows, CelRuntime.Program program) {
        this.text = text;
        this.columns = columns;
        this.rows = rows;
        this.program = program;
    }

    /** @throws IllegalArgumentException saying where the text is wrong */
    public static RowFilter parse(String text) {
        try {
            CelAbstractSyntaxTree parsed = valid(compiler().build().parse(text));
            checkExpressions(parsed);
            Set<String> names = CelNavigableAst.fromAst(parsed)
                    .getRoot()
                    .allNodes()
                    .filter(node -> node.getKind() == Kind.IDENT)
                    .map(node -> node.expr().ident().name())
                    .filter(name -> !name.startsWith("@"))
                    .collect(Collectors.toCollection(TreeSet::new));
            CelCompilerBuilder builder = compiler().setResultType(SimpleType.BOOL);
            names.forEach(name -> builder.addVar(name, TEXTS.contains(name) ? SimpleType.STRING : SimpleType.DYN));
            CelAbstractSyntaxTree checked = valid(builder.build().compile(text));
            if (!checked.getResultType().equals(SimpleType.BOOL)) {
                throw new IllegalArgumentException("it is a value, not a condition");
            }
            CelRuntime.Program program = CelRuntimeFactory.standardCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .build()
                    .createProgram(checked);
            Set<String> rows = new TreeSet<>(ROWS);
            rows.retainAll(names);
            names.removeAll(TEXTS);
            names.removeAll(ROWS);
            return new RowFilter(text, names, rows, program);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    public String text() {
        return text;
    }

    /**
     * Whether the filter accepts the change.
     *
     * @param before values by column, of the types listed for {@code node.binlog.Row}; null for INSERT
     * @param after likewise; null for DELETE
     * @throws IllegalArgumentException if the expression does not work for the row: a column that is not there, a text compared with
     *     a number
     */
    public boolean takes(
            String type,
            String schema,
            String table,
            @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        Map<String, @Nullable Object> present = after != null ? after : before == null ? Map.of() : before;
        Map<String, Object> values = new HashMap<>();
        boolean nulls = rows.contains("before") && mayBeNull(before) || rows.contains("after") && mayBeNull(after);
        for (String column : columns) {
            if (present.containsKey(column)) {
                Object value = present.get(column);
                values.put(column, value(value));
                nulls |= value == null;
            }
        }
        values.put("type", type);
        values.put("schema", schema);
        values.put("table", table);
        for (String name : rows) {
            values.put(name, row(name.equals("before") ? before : after));
        }
        try {
            Object result = program.eval(values);
            if (result instanceof Boolean taken) {
                return taken;
            }
            throw new IllegalArgumentException("the filter [" + text + "] names a column that the row does not have");
        } catch (CelEvaluationException e) {
            if (nulls) {
                return false;
            }
            throw new IllegalArgumentException(
                    "the filter [" + text + "] does not work for the row: " + e.getMessage(), e);
        }
    }

    private static boolean mayBeNull(@Nullable Map<String, @Nullable Object> row) {
        return row == null || row.containsValue(null);
    }

    private static Object row(@Nullable Map<String, @Nullable Object> row) {
        if (row == null) {
            return NullValue.NULL_VALUE;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        row.forEach((column, value) -> values.put(column, value(value)));
        return values;
    }

    private static Object value(@Nullable Object value) {
        if (value == null) {
            return NullValue.NULL_VALUE;
        }
        if (value instanceof BigInteger integer) {
            return integer.signum() >= 0 && integer.bitLength() <= 64
                    ? UnsignedLong.valueOf(integer)
                    : integer.doubleValue();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.doubleValue();
        }
        if (value instanceof Float real) {
            return real.doubleValue();
        }
        return value instanceof byte[] bytes ? CelByteString.of(bytes) : value;
    }

    /** RE2 cannot hang, but what stands in rows, or repeats itself too often, could still fill the heap. */
    private static void checkExpressions(CelAbstractSyntaxTree parsed) {
        CelNavigableAst.fromAst(parsed)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.CALL)
                .map(node -> node.expr().call())
                .filter(call ->
                        call.function().equals("matches") && !call.args().isEmpty())
                .map(call -> call.args().get(call.args().size() - 1))
                .forEach(expression -> {
                    if (expression.getKind() != Kind.CONSTANT
                            || expression.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
                        throw new IllegalArgumentException("matches() takes only a text as its regular expression");
                    }
                    ExpressionSize.check(expression.constant().stringValue());
                });
    }

    private static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    }

    private static CelAbstractSyntaxTree valid(CelValidationResult result) throws CelValidationException {
        return result.getAst();
    }
}
