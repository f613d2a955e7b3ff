package io.otter.manager.monitor;

import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/**
 * Makes one row of all rows of a step: each time first the last row becomes their sum, then the others are deleted. Times are
 * seconds since the epoch; {@code from} and {@code to} are multiples of {@code step}.
 */
@Mapper
interface RollUpMapper {
    String SPAN = " WHERE GMT_CREATE >= FROM_UNIXTIME(#{from}) AND GMT_CREATE < FROM_UNIXTIME(#{to})";
    String STEP = "FLOOR(UNIX_TIMESTAMP(GMT_CREATE) / #{step})";
    String SEVERAL = " HAVING COUNT(*) > 1) AS whole ON ";
    String OTHERS = STEP + " = whole.step AND one.ID < whole.kept" + SPAN;

    /** When the oldest figure was stored; null when there is none. */
    @Select("SELECT UNIX_TIMESTAMP(LEAST(IFNULL((SELECT MIN(GMT_CREATE) FROM DELAY_STAT), NOW()),"
            + " IFNULL((SELECT MIN(GMT_CREATE) FROM THROUGHPUT_STAT), NOW()),"
            + " IFNULL((SELECT MIN(GMT_CREATE) FROM TABLE_HISTORY_STAT), NOW())))")
    @Nullable
    Long oldest();

    /** The longest delay stays. */
    @Update(
            "UPDATE DELAY_STAT AS one JOIN (SELECT MAX(ID) AS kept, MAX(DELAY_TIME) AS longest FROM DELAY_STAT" + SPAN
                    + " GROUP BY PIPELINE_ID, " + STEP + SEVERAL + "one.ID = whole.kept"
                    + " SET one.DELAY_TIME = whole.longest, one.GMT_CREATE = one.GMT_CREATE, one.GMT_MODIFIED = one.GMT_MODIFIED")
    void sumDelays(@Param("from") long from, @Param("to") long to, @Param("step") long step);

    @Delete("DELETE one FROM DELAY_STAT AS one JOIN (SELECT PIPELINE_ID AS pipeline, " + STEP
            + " AS step, MAX(ID) AS kept FROM DELAY_STAT" + SPAN + " GROUP BY pipeline, step" + SEVERAL
            + "one.PIPELINE_ID = whole.pipeline AND " + OTHERS)
    void deleteDelays(@Param("from") long from, @Param("to") long to, @Param("step") long step);

    /** Keeps the seconds that were reported, so that rates stay what they were. */
    @Update("UPDATE THROUGHPUT_STAT AS one JOIN (SELECT MAX(ID) AS kept, SUM(NUMBER) AS number, SUM(SIZE) AS size,"
            + " MAX(UNIX_TIMESTAMP(END_TIME)) AS ended, SUM(UNIX_TIMESTAMP(END_TIME) - UNIX_TIMESTAMP(START_TIME)) AS seconds"
            + " FROM THROUGHPUT_STAT" + SPAN + " GROUP BY PIPELINE_ID, TYPE, " + STEP + SEVERAL
            + "one.ID = whole.kept SET one.NUMBER = whole.number, one.SIZE = whole.size,"
            + " one.START_TIME = FROM_UNIXTIME(GREATEST(1, whole.ended - whole.seconds)),"
            + " one.END_TIME = FROM_UNIXTIME(whole.ended), one.GMT_CREATE = one.GMT_CREATE,"
            + " one.GMT_MODIFIED = one.GMT_MODIFIED")
    void sumThroughputs(@Param("from") long from, @Param("to") long to, @Param("step") long step);

    @Delete("DELETE one FROM THROUGHPUT_STAT AS one JOIN (SELECT PIPELINE_ID AS pipeline, TYPE AS type, " + STEP
            + " AS step, MAX(ID) AS kept FROM THROUGHPUT_STAT" + SPAN + " GROUP BY pipeline, type, step" + SEVERAL
            + "one.PIPELINE_ID = whole.pipeline AND one.TYPE = whole.type AND " + OTHERS)
    void deleteThroughputs(@Param("from") long from, @Param("to") long to, @Param("step") long step);

    @Update("UPDATE TABLE_HISTORY_STAT AS one JOIN (SELECT MAX(ID) AS kept, SUM(INSERT_COUNT) AS inserts,"
            + " SUM(UPDATE_COUNT) AS updates, SUM(DELETE_COUNT) AS deletes, MIN(START_TIME) AS begun, MAX(END_TIME) AS ended"
            + " FROM TABLE_HISTORY_STAT" + SPAN + " GROUP BY PIPELINE_ID, DATA_MEDIA_PAIR_ID, " + STEP + SEVERAL
            + "one.ID = whole.kept SET one.INSERT_COUNT = whole.inserts, one.UPDATE_COUNT = whole.updates,"
            + " one.DELETE_COUNT = whole.deletes, one.START_TIME = whole.begun, one.END_TIME = whole.ended,"
            + " one.GMT_CREATE = one.GMT_CREATE, one.GMT_MODIFIED = one.GMT_MODIFIED")
    void sumTables(@Param("from") long from, @Param("to") long to, @Param("step") long step);

    @Delete(
            "DELETE one FROM TABLE_HISTORY_STAT AS one JOIN (SELECT PIPELINE_ID AS pipeline, DATA_MEDIA_PAIR_ID AS pair, "
                    + STEP + " AS step, MAX(ID) AS kept FROM TABLE_HISTORY_STAT" + SPAN
                    + " GROUP BY pipeline, pair, step" + SEVERAL
                    + "one.PIPELINE_ID = whole.pipeline AND one.DATA_MEDIA_PAIR_ID = whole.pair AND " + OTHERS)
    void deleteTables(@Param("from") long from, @Param("to") long to, @Param("step") long step);
}
