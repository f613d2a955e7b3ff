package io.otter.manager.spec;

import java.util.List;

/** Event after pipelines were added. @param ids of table PIPELINE */
public record PipelinesAdded(List<Long> ids) {
    public PipelinesAdded {
        ids = List.copyOf(ids);
    }
}
