package io.otter.manager.edit;

import io.otter.manager.api.Precondition;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.MediaService;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code DELETE} for everything in documents, and {@code /api/v1/tables}, which is not in them. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class RemovalController {
    private final Removal removal;
    private final MediaService medias;
    private final ConfigurationStore store;

    RemovalController(Removal removal, MediaService medias, ConfigurationStore store) {
        this.removal = removal;
        this.medias = medias;
        this.store = store;
    }

    /** What was deleted. */
    record Deleted(String deleted) {}

    /** A data table. @param version for {@code If-Match}, in quotes */
    record Table(long id, String source, String schema, String table, String version) {}

    @DeleteMapping("/{kind:groups|sources|canals|nodes|zookeepers|channels}/{name}")
    Deleted delete(@PathVariable String kind, @PathVariable String name, HttpServletRequest request) {
        Kind known = Kind.of(kind).orElseThrow();
        removal.remove(known, name, Precondition.of(request)::holds);
        return new Deleted(name);
    }

    @GetMapping("/tables")
    List<Table> tables() {
        return store.read().medias().stream()
                .map(media -> new Table(media.id(), media.source(), media.schema(), media.table(), media.version()))
                .toList();
    }

    @DeleteMapping("/tables/{id}")
    Deleted deleteTable(@PathVariable long id, HttpServletRequest request) {
        return new Deleted(medias.delete(id, Precondition.of(request)::holds));
    }
}
