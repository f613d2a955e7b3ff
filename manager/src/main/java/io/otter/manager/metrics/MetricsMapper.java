package io.otter.manager.metrics;

import io.otter.manager.run.Run;
import java.util.List;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** Counts of what tables DEAD_LETTER, ROW_CONFLICT, ALARM, RESYNC and VERIFY keep. */
@Mapper
interface MetricsMapper {
    /** @param kind of what is counted */
    record CountRow(long id, String kind, long number) {}

    /** By pipeline and state. */
    @Select("SELECT PIPELINE_ID AS id, STATE AS kind, COUNT(*) AS number FROM DEAD_LETTER"
            + " WHERE STATE <> 'DONE' GROUP BY PIPELINE_ID, STATE")
    List<CountRow> deadLetters();

    /** By pipeline and policy. @param since milliseconds since the epoch */
    @Select("SELECT PIPELINE_ID AS id, POLICY AS kind, COUNT(*) AS number FROM ROW_CONFLICT"
            + " WHERE CREATED_MILLIS >= #{since} GROUP BY PIPELINE_ID, POLICY")
    List<CountRow> conflicts(long since);

    /** By pipeline and kind of rule. */
    @Select("SELECT r.PIPELINE_ID AS id, r.MONITOR_NAME AS kind, COUNT(*) AS number FROM ALARM a"
            + " JOIN ALARM_RULE r ON r.ID = a.RULE_ID WHERE a.RECOVERED_MILLIS = 0"
            + " GROUP BY r.PIPELINE_ID, r.MONITOR_NAME")
    List<CountRow> alarms();

    /** @param progress JSON of the tables as they were last */
    record RunRow(long channelId, String progress) {}

    /** Of what is not over. */
    @Select("SELECT CHANNEL_ID AS channelId, PROGRESS AS progress FROM RESYNC WHERE ENDED_MILLIS IS NULL"
            + " AND COALESCE(KIND, 'RESYNC') = 'RESYNC' ORDER BY ID")
    List<RunRow> resyncs();

    /** The last one of each channel that has come to its end. */
    @Select("SELECT v.CHANNEL_ID AS channelId, v.PROGRESS AS progress FROM RESYNC v JOIN (SELECT MAX(ID) AS ID FROM"
            + " RESYNC WHERE KIND = 'VERIFY' AND STATE = 'DONE' GROUP BY CHANNEL_ID) newest ON newest.ID = v.ID")
    List<RunRow> verifies();

    /** Of rows that are compared as they change. */
    @Select("SELECT CHANNEL_ID AS channelId, PROGRESS AS progress FROM RESYNC WHERE ENDED_MILLIS IS NULL"
            + " AND KIND = 'VERIFY' AND BY_USER = '" + Run.BY_SAMPLING + "' ORDER BY ID")
    List<RunRow> samples();
}
