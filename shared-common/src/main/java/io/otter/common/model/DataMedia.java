package io.otter.common.model;

/**
 * A table or a family of tables in a source.
 *
 * @param id of table DATA_MEDIA
 * @param sourceId of {@link DataMediaSource}
 * @param schema a name, a family {@code shop[1-4]} or a regular expression, see {@link NamePattern}
 * @param table likewise
 */
public record DataMedia(long id, long sourceId, String schema, String table) {}
