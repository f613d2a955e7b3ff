package io.otter.manager.datasource;

import io.otter.common.model.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Server groups in the manager's database. Thread-safe. */
@Component
public final class GroupStore {
    private static final Logger log = LoggerFactory.getLogger(GroupStore.class);

    private final GroupMapper mapper;

    GroupStore(GroupMapper mapper) {
        this.mapper = mapper;
    }

    /** Without groups whose master cannot be parsed, which only older versions stored. */
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (GroupMapper.GroupRow row : mapper.groups()) {
            Optional<ServerAddress> master = ServerAddress.parse(text(row.master()));
            if (master.isEmpty()) {
                log.debug("group {} has no master", row.name());
                continue;
            }
            groups.add(new Group(
                    row.id(),
                    row.name(),
                    master.get(),
                    ServerAddress.parse(text(row.standby())).orElse(null),
                    text(row.description())));
        }
        return groups;
    }

    /** Inserts, or replaces if it has an id. */
    public void save(Group group) {
        ServerAddress standby = group.standby();
        GroupMapper.GroupRow row = new GroupMapper.GroupRow(
                group.id(),
                group.name(),
                group.master().toString(),
                standby == null ? "" : standby.toString(),
                group.description());
        if (group.id() == 0) {
            mapper.insert(row);
        } else {
            mapper.update(row);
        }
    }

    public void delete(Group group) {
        mapper.delete(group.id());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
