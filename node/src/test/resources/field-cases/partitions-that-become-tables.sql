-- A partition becomes a table and a table a partition: rows move that the log does not name.
-- After pingcap/tiflow#11406, pingcap/ticdc#914, vitessio/vitess#10411.
-- may be refused
-- servers: mariadb-11.4
-- tables: fc.r, fc.s

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.r (id INT PRIMARY KEY, v INT) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20));
INSERT INTO fc.r VALUES (1, 1), (11, 2);
-- step 1
ALTER TABLE fc.r CONVERT PARTITION a TO TABLE fc.s;
INSERT INTO fc.s VALUES (2, 3);
INSERT INTO fc.r VALUES (12, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.r WHERE id = 11
-- is 1
