package io.otter.manager.resync;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which pairs need no initial copy any more. Thread-safe, also among managers. */
@Component
final class CopiedPairs {
    private final CopiedPairMapper mapper;
    private final TransactionTemplate transaction;

    CopiedPairs(CopiedPairMapper mapper, PlatformTransactionManager transactions) {
        this.mapper = mapper;
        transaction = new TransactionTemplate(transactions);
    }

    /** Hands those over that are still to be copied; they count as copied unless it fails. */
    void claim(long channelId, List<Long> pairIds, Consumer<List<Long>> begin) {
        List<Long> known = mapper.ofChannel(channelId);
        if (known.containsAll(pairIds)) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            List<Long> claimed = pairIds.stream()
                    .filter(id -> !known.contains(id) && mapper.add(channelId, id))
                    .toList();
            // Channels that were copied before single pairs were remembered.
            if (!claimed.isEmpty() && !(known.isEmpty() && mapper.wasCopied(channelId))) {
                begin.accept(claimed);
            }
        });
    }

    /** A user has begun to copy all rows of these. */
    void add(long channelId, List<Long> pairIds) {
        pairIds.forEach(id -> mapper.add(channelId, id));
    }
}
