package io.otter.manager.position;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.StartPosition;
import io.otter.common.model.StartPosition.FileOffset;
import io.otter.common.model.StartPosition.Gtid;
import io.otter.common.model.StartPosition.Timestamp;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DumpPlaceTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void dumpsSayWhereTheyWereMade() {
        read(
                "-- CHANGE MASTER TO MASTER_LOG_FILE='mysql-bin.000042', MASTER_LOG_POS=154;",
                at("mysql-bin.000042", 154));
        read(
                "--\n-- Position\n--\n\nCHANGE REPLICATION SOURCE TO SOURCE_LOG_POS=1577 , SOURCE_LOG_FILE = 'binlog.000003';",
                at("binlog.000003", 1577));
        read(
                "CHANGE MASTER TO MASTER_HOST='h', MASTER_USE_GTID=slave_pos;\nSET GLOBAL gtid_slave_pos='0-1-100,1-2-7';",
                new Gtid("0-1-100,1-2-7"));
        read(
                "-- SET GLOBAL gtid_slave_pos='0-1-100';\n-- CHANGE MASTER TO MASTER_LOG_FILE='m.000001', MASTER_LOG_POS=330;",
                at("m.000001", 330));
        read(
                "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '" + UUID + ":1-5,\n" + UUID + ":blue:1-3:7';",
                new Gtid(UUID + ":1-5," + UUID + ":blue:1-3:7"));
        read("SET @@GLOBAL.gtid_purged='+" + UUID + ":9';", new Gtid(UUID + ":9"));
    }

    @Test
    void backupsToo() {
        read(
                "Started dump at: 2011-05-05 13:57:17\nSHOW MASTER STATUS:\n\tLog: host-bin.000001\n\tPos: 106\n\tGTID:"
                        + UUID + ":1-2\n\nSHOW SLAVE STATUS:\n\tHost: 10.0.0.1\n\tLog: other.000009\n\tPos: 5\n",
                at("host-bin.000001", 106));
        read(
                "# Started dump at: 2023-06-09 11:47:18\n[master]\n# Channel_Name = ''\nFile = a-b.c.000017\nPosition ="
                        + " 241149225\nExecuted_Gtid_Set = " + UUID + ":1-147115\n\n[`sakila`.`store`]\nRows = 2\n",
                at("a-b.c.000017", 241149225));
        read("[source]\n# SOURCE_LOG_FILE = \"b.000002\"\n# SOURCE_LOG_POS = 157\n", at("b.000002", 157));
        read("mysql-bin.000003\t73\t" + UUID + ":1-5,\n" + UUID + ":7\n", at("mysql-bin.000003", 73));
        read("mariadb-bin.000001 330 0-1-2\n", at("mariadb-bin.000001", 330));
        read(
                "+------------------+----------+\n| File             | Position |\n+---+---+\n| mysql-bin.000007 |     4321 |"
                        + "              |                  |\n",
                at("mysql-bin.000007", 4321));
    }

    /** As the tools of the servers write it, by these very versions: 8.0.33, 5.6.14 and 11.4.5. */
    @Test
    void whatToolsWroteIsUnderstoodHoweverItIsCopied() {
        String[] written = {
            "-- GTID state at the beginning of the backup \n--\n\nSET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '" + UUID
                    + ":1-11';\n\n--\n-- Position to start replication or point-in-time recovery from\n--\n\nCHANGE MASTER TO"
                    + " MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=3101;\n",
            "-- CHANGE MASTER TO MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=3101;\n",
            "CHANGE MASTER TO MASTER_USE_GTID=slave_pos;\n\n-- A corresponding to the above master-data CHANGE-MASTER settings"
                    + " to the slave gtid state is printed later in the file.\n\n--\n-- Alternately, following is the position of"
                    + " the binary logging from SHOW MASTER STATUS at point of backup.\n\n-- CHANGE MASTER TO"
                    + " MASTER_LOG_FILE='mysql-bin.000001', MASTER_LOG_POS=3101;\n\n-- Preferably use GTID to start replication"
                    + " from GTID position:\n\nSET GLOBAL gtid_slave_pos='0-3-13';\n",
            "*************************** 1. row ***************************\n             File: mysql-bin.000001\n         Position:"
                    + " 3101\n     Binlog_Do_DB: \n Binlog_Ignore_DB: \nExecuted_Gtid_Set: " + UUID + ":1-11\n",
            "File\tPosition\tBinlog_Do_DB\tBinlog_Ignore_DB\nmysql-bin.000001\t3101\t\t\n",
            "tool_name = xtrabackup\nbinlog_pos = filename 'mysql-bin.000001', position '3101', GTID of the last change '"
                    + UUID + ":1-11'\ninnodb_from_lsn = 0\n",
            "221203 10:00:01 MySQL binlog position: filename 'mysql-bin.000001', position '3101'\n",
            "{\n    \"gtidExecuted\": \"" + UUID
                    + ":1-11\",\n    \"binlogFile\": \"mysql-bin.000001\",\n    \"binlogPosition\":" + " 3101\n}\n"
        };
        for (String text : written) {
            read(text, at("mysql-bin.000001", 3101));
            read(text.replace("\n", "\r\n"), at("mysql-bin.000001", 3101));
            read(text.replaceAll("(?m)^", "> "), at("mysql-bin.000001", 3101));
            read("mysql> system head -50 dump.sql\n" + text + "mysql> \n", at("mysql-bin.000001", 3101));
        }
        read("/* SET @@GLOBAL.GTID_PURGED='+" + UUID + ":1-11';*/", new Gtid(UUID + ":1-11"));
        read("MariaDB [(none)]> SET GLOBAL gtid_slave_pos='0-3-13';", new Gtid("0-3-13"));
        read(
                "{\"gtidExecuted\": \"" + UUID + ":1-11\", \"binlogFile\": \"\", \"binlogPosition\": 0}",
                new Gtid(UUID + ":1-11"));
    }

    @Test
    void aPlaceByItselfIsEnough() {
        read(" mysql-bin.000042:98123\n", at("mysql-bin.000042", 98123));
        read("mysql-bin.1000000:4", at("mysql-bin.1000000", 4));
        read(UUID + ":1-5:7-9", new Gtid(UUID + ":1-5:7-9"));
        read(
                UUID.toUpperCase(Locale.ROOT) + ":1-5,\n" + UUID + ":1\n",
                new Gtid(UUID.toUpperCase(Locale.ROOT) + ":1-5," + UUID + ":1"));
        read("0-1-100, 5-11-1", new Gtid("0-1-100,5-11-1"));
        read("2026-01-31 22:00:00", new Timestamp(1769896800000L));
        read("2026-01-31T22:00:00+08:00", new Timestamp(1769868000000L));
        read("2026-01-31 22:00:00Z", new Timestamp(1769896800000L));
        read("2026-01-31", new Timestamp(1769817600000L));
        read("1769896800000", new Timestamp(1769896800000L));
        read("1769896800", new Timestamp(1769896800000L));
        read("latest", new StartPosition.Latest());
    }

    @Test
    void whatSaysNothingIsRefused() {
        for (String text : new String[] {
            "",
            "CREATE TABLE t (id INT);",
            "SET @@GLOBAL.GTID_PURGED='';",
            "CHANGE MASTER TO MASTER_LOG_FILE='', MASTER_LOG_POS=4;",
            "mysql-bin.000001:3",
            "mysql-bin.000001",
            "yesterday"
        }) {
            assertThat(DumpPlace.read(text)).as(text).isEmpty();
        }
    }

    private static FileOffset at(String file, long offset) {
        return new FileOffset(file, offset);
    }

    private static void read(String text, StartPosition place) {
        assertThat(DumpPlace.read(text)).as(text).contains(place);
    }
}
