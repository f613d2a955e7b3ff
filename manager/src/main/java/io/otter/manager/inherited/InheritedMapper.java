package io.otter.manager.inherited;

import java.util.List;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The stored documents as they are, with keys that nothing else here reads. */
@Mapper
interface InheritedMapper {
    record SourceRow(String name, String type, @Nullable String properties) {}

    @Select("SELECT NAME AS name, TYPE AS type, PROPERTIES AS properties FROM DATA_MEDIA_SOURCE")
    List<SourceRow> sources();

    record CanalRow(String name, @Nullable String parameters) {}

    @Select("SELECT NAME AS name, PARAMETERS AS parameters FROM CANAL")
    List<CanalRow> canals();

    record ChannelRow(long id, String name, @Nullable String parameters) {}

    @Select("SELECT ID AS id, NAME AS name, PARAMETERS AS parameters FROM CHANNEL ORDER BY NAME")
    List<ChannelRow> channels();

    record PipelineRow(
            long id, long channelId, String name, @Nullable String parameters) {}

    @Select(
            "SELECT ID AS id, CHANNEL_ID AS channelId, NAME AS name, PARAMETERS AS parameters FROM PIPELINE ORDER BY ID")
    List<PipelineRow> pipelines();

    /**
     * A pair with the names of its tables and sources.
     *
     * @param filter JSON of an EventProcessor
     * @param resolver JSON of a FileResolver
     */
    record PairRow(
            long pipelineId,
            String fromSource,
            String fromTable,
            String toSource,
            String toTable,
            @Nullable String filter,
            @Nullable String resolver) {
        String text() {
            return fromSource + ":" + fromTable + " -> " + toSource + ":" + toTable;
        }
    }

    @Select("SELECT p.PIPELINE_ID AS pipelineId, fs.NAME AS fromSource, CONCAT(f.NAMESPACE, '.', f.NAME) AS fromTable,"
            + " ts.NAME AS toSource, CONCAT(t.NAMESPACE, '.', t.NAME) AS toTable, p.FILTER AS filter,"
            + " p.RESOLVER AS resolver FROM DATA_MEDIA_PAIR p JOIN DATA_MEDIA f ON f.ID = p.SOURCE_DATA_MEDIA_ID"
            + " JOIN DATA_MEDIA_SOURCE fs ON fs.ID = f.DATA_MEDIA_SOURCE_ID"
            + " JOIN DATA_MEDIA t ON t.ID = p.TARGET_DATA_MEDIA_ID"
            + " JOIN DATA_MEDIA_SOURCE ts ON ts.ID = t.DATA_MEDIA_SOURCE_ID ORDER BY p.ID")
    List<PairRow> pairs();
}
