-- A table without a collation of its own, in databases with different defaults: rows that the target holds for one.
-- After pingcap/tiflow#3575, actiontech/dtle#786, pingcap/tidb-binlog#1046.
-- may be refused
-- tables: fc.t, fc.l

-- source
CREATE DATABASE fc CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
-- target
[mysql-8.0 mysql-9.7] CREATE DATABASE fc CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;
[mysql-5.6 mariadb] CREATE DATABASE fc CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- step 1
CREATE TABLE fc.t (k VARCHAR(9) PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES ('a', 1), ('A', 2), ('á', 3);
-- step 2
INSERT INTO fc.t VALUES ('ss', 4);
INSERT INTO fc.t VALUES ('ß', 5);
UPDATE fc.t SET v = 40 WHERE k = 'ss';
ALTER DATABASE fc CHARACTER SET latin1;
CREATE TABLE fc.l (k VARCHAR(9) PRIMARY KEY, v INT);
INSERT INTO fc.l VALUES ('é', 1);

-- right at the target
SELECT COUNT(*) FROM fc.t WHERE v IN (1, 2, 3)
-- is 3
