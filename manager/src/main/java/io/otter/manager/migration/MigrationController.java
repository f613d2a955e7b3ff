package io.otter.manager.migration;

import io.otter.common.error.ErrorCode;
import io.otter.manager.inherited.InheritedSetting;
import io.otter.manager.inherited.InheritedSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/import}: what was inherited from alibaba/otter. */
@RestController
@RequestMapping(path = "/api/v1/import", produces = "application/json")
final class MigrationController {
    private final MigrationService migration;
    private final InheritedSettings inherited;

    MigrationController(MigrationService migration, InheritedSettings inherited) {
        this.migration = migration;
        this.inherited = inherited;
    }

    /**
     * Where its cursors are.
     *
     * @param zookeeper {@code host:port}, separated by commas
     * @param dryRun whether only to tell; not if absent
     */
    record Tree(@Nullable String zookeeper, @Nullable Boolean dryRun) {}

    /** Settings that mean nothing, or something else, here. */
    @GetMapping
    List<InheritedSetting> settings() {
        return inherited.all();
    }

    /** Takes over where the pipelines stopped. */
    @PostMapping("/cursors")
    List<OldCursor> cursors(@RequestBody Tree tree) {
        String zookeeper = tree.zookeeper();
        if (zookeeper == null || !zookeeper.matches("[^\\s,:/]+:\\d{1,5}(,[^\\s,:/]+:\\d{1,5})*(/\\S*)?")) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.VALUE_MISSING.with("zookeeper"));
        }
        return migration.take(zookeeper, Boolean.TRUE.equals(tree.dryRun()));
    }
}
