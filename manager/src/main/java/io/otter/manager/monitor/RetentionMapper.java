package io.otter.manager.monitor;

import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Update;

/** Deletes rows older than a given time, limited in number; returns how many. Times are seconds since the epoch. */
@Mapper
interface RetentionMapper {
    @Delete("DELETE FROM DELAY_STAT WHERE GMT_CREATE < FROM_UNIXTIME(#{before}) ORDER BY GMT_CREATE, ID LIMIT #{most}")
    int delays(@Param("before") long before, @Param("most") int most);

    @Delete("DELETE FROM THROUGHPUT_STAT WHERE GMT_CREATE < FROM_UNIXTIME(#{before}) ORDER BY GMT_CREATE, ID"
            + " LIMIT #{most}")
    int throughputs(@Param("before") long before, @Param("most") int most);

    @Delete("DELETE FROM TABLE_HISTORY_STAT WHERE GMT_CREATE < FROM_UNIXTIME(#{before}) ORDER BY GMT_CREATE, ID"
            + " LIMIT #{most}")
    int tableHistories(@Param("before") long before, @Param("most") int most);

    /** In primary key order, as there is no index on times. */
    @Delete("DELETE FROM LOG_RECORD WHERE GMT_CREATE < FROM_UNIXTIME(#{before}) ORDER BY ID LIMIT #{most}")
    int logRecords(@Param("before") long before, @Param("most") int most);

    /** @param before milliseconds since the epoch */
    @Delete("DELETE FROM ALARM WHERE RECOVERED_MILLIS BETWEEN 1 AND #{before} ORDER BY RECOVERED_MILLIS LIMIT #{most}")
    int alarms(@Param("before") long before, @Param("most") int most);

    /** @param before milliseconds since the epoch */
    @Delete("DELETE FROM ROW_CONFLICT WHERE CREATED_MILLIS < #{before} ORDER BY CREATED_MILLIS LIMIT #{most}")
    int conflicts(@Param("before") long before, @Param("most") int most);

    /** Copies and comparisons that are over, but for the newest of each kind. @param before milliseconds since the epoch */
    @Delete(
            "DELETE FROM RESYNC WHERE ENDED_MILLIS < #{before} AND ID NOT IN (SELECT NEWEST FROM (SELECT MAX(ID) AS NEWEST"
                    + " FROM RESYNC GROUP BY CHANNEL_ID, KIND) AS KEPT) ORDER BY ID LIMIT #{most}")
    int runs(@Param("before") long before, @Param("most") int most);

    /** What comparisons found that are gone. */
    @Delete("DELETE FROM DIFFERENCE WHERE RUN_ID NOT IN (SELECT ID FROM RESYNC) LIMIT #{most}")
    int differences(int most);

    /** Of deleted pairs. */
    @Delete("DELETE FROM COPIED_PAIR WHERE PAIR_ID NOT IN (SELECT ID FROM DATA_MEDIA_PAIR) LIMIT #{most}")
    int copiedPairs(int most);

    /** @param before milliseconds since the epoch */
    @Delete("DELETE FROM DIFFERENCE WHERE RUN_ID IN (SELECT ID FROM RESYNC WHERE ENDED_MILLIS < #{before}) ORDER BY ID"
            + " LIMIT #{most}")
    int verifyRows(@Param("before") long before, @Param("most") int most);

    /** @param before milliseconds since the epoch */
    @Delete("DELETE FROM DEAD_LETTER WHERE STATE = 'DONE' AND CREATED_MILLIS < #{before} ORDER BY ID LIMIT #{most}")
    int settledLetters(@Param("before") long before, @Param("most") int most);

    /**
     * Only what it tells of the row: the target still has the letter, which would come back.
     *
     * @param before milliseconds since the epoch
     */
    @Update("UPDATE DEAD_LETTER SET BEFORE_IMAGE = NULL, AFTER_IMAGE = NULL, KEY_TEXT = '', ERROR_TEXT = ''"
            + " WHERE STATE = 'DISCARDED' AND CREATED_MILLIS < #{before} AND (BEFORE_IMAGE IS NOT NULL OR AFTER_IMAGE IS NOT"
            + " NULL) ORDER BY ID LIMIT #{most}")
    int discardedLetters(@Param("before") long before, @Param("most") int most);

    /** In primary key order, as there is no index on times. */
    @Delete("DELETE FROM AUDIT WHERE GMT_CREATE < FROM_UNIXTIME(#{before}) ORDER BY ID LIMIT #{most}")
    int audit(@Param("before") long before, @Param("most") int most);

    /** @param before milliseconds since the epoch */
    @Delete("DELETE FROM API_TOKEN WHERE EXPIRES_MILLIS < #{before} ORDER BY ID LIMIT #{most}")
    int expiredTokens(@Param("before") long before, @Param("most") int most);

    /** @param before milliseconds since the epoch */
    @Delete("DELETE FROM APPROVAL WHERE EXPIRES_MILLIS < #{before} ORDER BY ID LIMIT #{most}")
    int endedApprovals(@Param("before") long before, @Param("most") int most);

    /** Of deleted pipelines. */
    @Delete("DELETE FROM FREE_DOOR WHERE PIPELINE_ID NOT IN (SELECT ID FROM PIPELINE) LIMIT #{most}")
    int orphanedDoors(int most);

    /** A node that runs has its counters touched every day, see {@link AppliedMapper#touch}. */
    @Delete(
            "DELETE FROM APPLIED_ROWS WHERE COUNTER IN (SELECT COUNTER FROM (SELECT COUNTER FROM APPLIED_ROWS GROUP BY COUNTER"
                    + " HAVING MAX(GMT_MODIFIED) < FROM_UNIXTIME(#{before})) AS ENDED) LIMIT #{most}")
    int countersOfEndedNodes(@Param("before") long before, @Param("most") int most);

    @Delete(
            "DELETE FROM meta_history WHERE gmt_modified < FROM_UNIXTIME(#{before}) ORDER BY gmt_modified LIMIT #{most}")
    int schemaChanges(@Param("before") long before, @Param("most") int most);

    @Delete(
            "DELETE FROM meta_snapshot WHERE gmt_modified < FROM_UNIXTIME(#{before}) ORDER BY gmt_modified LIMIT #{most}")
    int schemaSnapshots(@Param("before") long before, @Param("most") int most);

    /** Totals of deleted pairs. */
    @Delete("DELETE FROM TABLE_STAT WHERE DATA_MEDIA_PAIR_ID NOT IN (SELECT ID FROM DATA_MEDIA_PAIR) LIMIT #{most}")
    int orphanedTotals(int most);

    /** Of deleted pipelines. */
    @Delete("DELETE FROM PIPELINE_STATE WHERE PIPELINE_ID NOT IN (SELECT ID FROM PIPELINE) LIMIT #{most}")
    int orphanedStates(int most);

    /** Alarm rules of deleted pipelines. */
    @Delete("DELETE FROM ALARM_RULE WHERE PIPELINE_ID NOT IN (SELECT ID FROM PIPELINE) LIMIT #{most}")
    int orphanedRules(int most);
}
