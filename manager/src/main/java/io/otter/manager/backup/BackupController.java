package io.otter.manager.backup;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET|PUT /api/v1/backup}: configuration and accounts as one document, for administrators. */
@RestController
@RequestMapping(path = "/api/v1/backup", produces = MediaType.APPLICATION_JSON_VALUE)
final class BackupController {
    private final BackupService backups;

    BackupController(BackupService backups) {
        this.backups = backups;
    }

    @GetMapping
    Backup make() {
        return backups.make();
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    BackupService.Restored restore(@RequestBody byte[] document) {
        return backups.restore(document);
    }
}
