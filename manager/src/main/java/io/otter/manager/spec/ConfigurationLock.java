package io.otter.manager.spec;

import java.util.Objects;
import java.util.function.Supplier;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets one change of the configuration at a time look at what is there and act on it, of all managers. Thread-safe. */
@Component
final class ConfigurationLock {
    private final LockMapper mapper;
    private final TransactionTemplate transaction;

    ConfigurationLock(LockMapper mapper, PlatformTransactionManager transactions) {
        this.mapper = mapper;
        transaction = new TransactionTemplate(transactions);
    }

    /** Does it in a transaction while nobody else is in one; what it reads is the newest. */
    <T> T alone(Supplier<T> change) {
        return Objects.requireNonNull(transaction.execute(status -> {
            mapper.lock(); // before the first read, which fixes what the transaction sees
            return change.get();
        }));
    }

    /** Table CONFIGURATION_LOCK. */
    @Mapper
    interface LockMapper {
        @Select("SELECT ID FROM CONFIGURATION_LOCK WHERE ID = 1 FOR UPDATE")
        int lock();
    }
}
