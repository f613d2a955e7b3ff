package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.common.model.DdlKind;
import io.otter.common.model.PipelineConfig;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.PlainSql;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.TargetNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Works out what a statement in the log means for one target, as that is now. One thread at a time. */
final class StatementPlanner {
    /** An expression with a backslash, of a generated column or a default. */
    private static final Pattern ESCAPED = Pattern.compile("(?is)\\b(as|default)\\s*\\(.*\\\\");

    private final PipelineConfig pipeline;
    private final DdlPlanner tables;
    private final DatabasePlanner databases;
    private final ExplicitText text = new ExplicitText();
    private final RowFilling filling = new RowFilling();

    StatementPlanner(PipelineConfig pipeline, long targetId) {
        this.pipeline = pipeline;
        TargetNames names = new TargetNames(pipeline, targetId);
        tables = new DdlPlanner(names);
        databases = new DatabasePlanner(names, text);
    }

    /** Whether the statement is about tables or databases. */
    static boolean isPlanned(DdlChange ddl) {
        return ddl.database().isPresent() || DdlStatement.parse(ddl).isPresent();
    }

    DdlPlan plan(Connection target, DdlChange ddl, List<Long> pairIds) throws SQLException {
        Optional<DatabaseStatement> database = ddl.database();
        return database.isPresent()
                ? plan(target, database.get(), ddl, pairIds)
                : plan(target, DdlStatement.parse(ddl).orElseThrow(), ddl, pairIds);
    }

    /** A MySQL target fills a default's rows as the source did, and no other does. */
    private static boolean isReadByOpener(Connection target, String sql) throws SQLException {
        Matcher escaped = ESCAPED.matcher(sql);
        return escaped.find()
                && (escaped.group(1).equalsIgnoreCase("as")
                        || target.getMetaData().getDatabaseProductName().equals("MariaDB"));
    }

    private DdlPlan plan(Connection target, DatabaseStatement statement, DdlChange ddl, List<Long> pairIds)
            throws SQLException {
        DdlPlan plan = databases.plan(target, statement, ddl, pairIds);
        boolean decided = pipeline.parameters().ddl().containsKey(DdlKind.DATABASE);
        return statement.drops() && !decided && !plan.isWithoutEffect()
                ? plan.doubting(DdlDoubt.DROPS_DATABASE.say())
                : plan;
    }

    private DdlPlan plan(Connection target, DdlStatement statement, DdlChange ddl, List<Long> pairIds)
            throws SQLException {
        Shadows shadows = new Shadows(target, pipeline.id());
        DdlPlan plan = tables.plan(statement, pairIds, shadows);
        if (!text.isImplied(target, ddl.known(), plan)) {
            plan = tables.plan(text.of(target, statement, ddl.known()), pairIds, shadows);
        }
        if (PlainSql.keepsBackslashes(ddl.session()) && isReadByOpener(target, ddl.sql())) {
            plan = plan.doubting(DdlDoubt.BACKSLASHES.say());
        }
        for (DdlStep step : plan.steps()) {
            Optional<String> doubt = filling.doubt(target, ddl.known().left().filling(), step.tables());
            if (doubt.isPresent()) {
                return plan.doubting(doubt.get());
            }
        }
        return plan;
    }
}
