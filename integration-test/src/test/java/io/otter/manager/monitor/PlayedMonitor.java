package io.otter.manager.monitor;

import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.PipelineFacts;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.SimpleTransactionStatus;

/** The tables LOG_RECORD and PIPELINE_STATE in memory, and what managers do with them. */
public final class PlayedMonitor {
    /** By pipeline. */
    private final Map<Long, StateMapper.StateRow> states = new TreeMap<>();

    private final List<String> titles = new ArrayList<>();

    /** Titles of log records, in order. */
    public List<String> titles() {
        return titles;
    }

    /** What one manager hears and records. */
    public final class Manager {
        private final Reports reports;
        private final StateLog log;

        /** @param outside comes before each query, and throws if the database does not answer */
        public Manager(PipelineFacts facts, Clock clock, Runnable outside) {
            Transactions transactions = new Transactions(outside);
            Runnable before = transactions::query;
            MonitorMapper mapper = (MonitorMapper) Proxy.newProxyInstance(
                    PlayedMonitor.class.getClassLoader(),
                    new Class<?>[] {MonitorMapper.class},
                    (proxy, method, arguments) -> {
                        before.run();
                        if (method.getName().equals("insertLogRecord")) {
                            titles.add((String) arguments[3]);
                        }
                        return method.getReturnType() == List.class ? List.of() : null;
                    });
            AppliedMapper applied = (AppliedMapper) Proxy.newProxyInstance(
                    PlayedMonitor.class.getClassLoader(),
                    new Class<?>[] {AppliedMapper.class},
                    (proxy, method, arguments) -> {
                        throw new UnsupportedOperationException(method.toString());
                    });
            reports = new Reports(facts, new AppliedTotals(mapper, applied, transactions), mapper, clock);
            log = new StateLog(
                    new StateMapper() {
                        @Override
                        public List<StateRow> list() {
                            before.run();
                            return List.copyOf(states.values());
                        }

                        @Override
                        public boolean insert(StateRow row) {
                            before.run();
                            return states.putIfAbsent(row.pipelineId(), row) == null;
                        }

                        @Override
                        public boolean replace(StateRow earlier, StateRow next) {
                            before.run();
                            return states.replace(next.pipelineId(), earlier, next);
                        }
                    },
                    reports,
                    transactions);
        }

        public void heard(StatisticsReport report) {
            reports.heard(report);
        }

        public void heard(LogRecordReport record) {
            reports.heard(record);
        }

        public void look(ChannelBoard.Facts facts) {
            log.look(facts);
        }
    }

    /** A transaction happens at one moment, or not at all. */
    private static final class Transactions implements PlatformTransactionManager {
        private final Runnable outside;
        private boolean open;

        Transactions(Runnable outside) {
            this.outside = outside;
        }

        void query() {
            if (!open) {
                outside.run();
            }
        }

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            outside.run();
            open = true;
            return new SimpleTransactionStatus();
        }

        @Override
        public void commit(TransactionStatus status) {
            open = false;
        }

        @Override
        public void rollback(TransactionStatus status) {
            open = false;
        }
    }
}
