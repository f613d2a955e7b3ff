package io.otter.manager.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for; absent fields are null.
 *
 * @param pairs source medias by name, {@code schema.table} as in the spec; all pairs of the channel if absent
 * @param where condition on the rows of each table
 */
public record VerifyForm(
        @Nullable List<String> pairs, @Nullable String where) {}
