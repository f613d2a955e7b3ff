package io.otter.manager.datasource;

import org.springframework.stereotype.Component;

/** The numbers of the servers that take part in two-way sync, as transactions at targets carry them. Thread-safe. */
@Component
public final class SiteStore {
    private final SiteMapper mapper;

    SiteStore(SiteMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * A server's number, which it keeps for ever.
     *
     * @param server its address, or its group
     */
    public int number(String server) {
        Integer known = mapper.number(server);
        if (known == null) {
            mapper.insert(server);
            known = mapper.number(server);
        }
        return known == null ? 0 : known;
    }
}
