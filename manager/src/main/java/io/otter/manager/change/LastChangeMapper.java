package io.otter.manager.change;

import java.util.List;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** What table AUDIT says of changes that were made. */
@Mapper
interface LastChangeMapper {
    /**
     * @param at seconds since the epoch
     * @param act see {@link io.otter.manager.text.Text#json}
     */
    record Row(long at, String user, String act) {}

    /** The newest that nobody refused, the latest first. */
    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, USERNAME AS user, ACT AS act FROM AUDIT"
            + " WHERE ACT IS NOT NULL AND (OUTCOME IS NULL OR OUTCOME LIKE 'DONE%') ORDER BY ID DESC LIMIT #{most}")
    List<Row> newest(int most);
}
