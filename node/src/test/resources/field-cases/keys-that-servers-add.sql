-- A server gives tables a key that no statement names.
-- After debezium/debezium#3937, vitessio/vitess#13231, pingcap/tidb#38217.
-- servers: mysql-8.0 mysql-9.7
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
SET SESSION sql_generate_invisible_primary_key = ON;
CREATE TABLE fc.t (a INT, b VARCHAR(9));
INSERT INTO fc.t VALUES (1, 'x'), (1, 'x'), (2, 'y');
-- step 2
UPDATE fc.t SET b = 'z' WHERE a = 1 LIMIT 1;
DELETE FROM fc.t WHERE a = 2;
-- step 3
ALTER TABLE fc.t ADD COLUMN c INT DEFAULT 3 FIRST;
INSERT INTO fc.t (a) VALUES (4);
SET SESSION sql_generate_invisible_primary_key = ON;
CREATE TABLE fc.u LIKE fc.t;
INSERT INTO fc.u (a) VALUES (5);
ALTER TABLE fc.u ALTER COLUMN my_row_id SET VISIBLE;
INSERT INTO fc.u (my_row_id, a) VALUES (9, 6);

-- right at the target
SELECT my_row_id, a, b, c FROM fc.t ORDER BY 1
-- is 1\t1\tz\t3\n2\t1\tx\t3\n4\t4\tnull\t3
-- right at the target
SELECT my_row_id, a FROM fc.u ORDER BY 1
-- is 1\t5\n9\t6
