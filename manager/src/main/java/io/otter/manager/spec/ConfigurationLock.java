package io.otter.manager.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets one change of the configuration at a time look at what is there and act on it, of all managers. Thread-safe. */
@Component
final class ConfigurationLock {
    private final LockMapper mapper;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;

    ConfigurationLock(LockMapper mapper, PlatformTransactionManager transactions, ApplicationEventPublisher events) {
        this.mapper = mapper;
        this.events = events;
        transaction = new TransactionTemplate(transactions);
    }

    /** Does it in a transaction while nobody else is in one; what it reads is the newest. */
    <T> T alone(Supplier<T> change) {
        return Objects.requireNonNull(transaction.execute(status -> {
            mapper.lock(); // before the first read, which fixes what the transaction sees
            return change.get();
        }));
    }

    /** Likewise, and takes back whatever it has written. */
    <T> T tried(Supplier<T> change) {
        return Objects.requireNonNull(transaction.execute(status -> {
            status.setRollbackOnly();
            mapper.lock();
            return change.get();
        }));
    }

    /** Does it {@link #alone}; the events that the change passes on are published when it is there for everybody to see. */
    <T> T change(Function<Consumer<Object>, T> change) {
        List<Object> after = new ArrayList<>();
        T made = alone(() -> change.apply(after::add));
        after.forEach(events::publishEvent);
        return made;
    }

    /** Table CONFIGURATION_LOCK. */
    @Mapper
    interface LockMapper {
        @Select("SELECT ID FROM CONFIGURATION_LOCK WHERE ID = 1 FOR UPDATE")
        int lock();
    }
}
