-- A column is added and another dropped in a session that logs nothing: the rows that follow are refused.
-- After debezium/debezium#5009, alibaba/canal#10, moiot/gravity#205.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, b INT);
INSERT INTO fc.t VALUES (1, 1, 2);
-- step 1
INSERT INTO fc.t VALUES (2, 10, 20);
-- step 2
SET SESSION sql_log_bin = 0;
ALTER TABLE fc.t DROP COLUMN a, ADD COLUMN c VARCHAR(9) DEFAULT 3;
SET SESSION sql_log_bin = 1;
INSERT INTO fc.t VALUES (3, 200, 300);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 0
