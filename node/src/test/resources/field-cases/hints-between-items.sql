-- ALGORITHM, LOCK and FORCE between the parts of an ALTER, several times, and ONLINE before the word TABLE.
-- After Altinity/clickhouse-sink-connector#1140, dbtrail/dbtrail#1664, zendesk/maxwell#1216.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, b INT, KEY ka (a));
INSERT INTO fc.t VALUES (1, 1, 2);
-- step 1
ALTER TABLE fc.t ADD COLUMN c INT DEFAULT 3, ALGORITHM = DEFAULT, ADD COLUMN d INT DEFAULT 4 FIRST, LOCK = DEFAULT, ADD COLUMN e INT DEFAULT 5 AFTER a;
INSERT INTO fc.t (id, c, d, e) VALUES (2, 30, 40, 50);
-- step 2
ALTER TABLE fc.t FORCE, ADD COLUMN g INT DEFAULT 7 AFTER h, DROP INDEX ka, CHANGE COLUMN b h BIGINT, ADD INDEX kb (h, g), ALGORITHM COPY, COMMENT 'x', ADD i INT DEFAULT 9 AFTER g;
INSERT INTO fc.t (id, h, g, i) VALUES (3, 20, 70, 90);
-- step 3
[mysql-5.6] ALTER TABLE fc.t ADD j INT DEFAULT 6;
[mysql-8 mysql-9] ALTER TABLE fc.t ALGORITHM = INPLACE, LOCK = NONE, ADD j INT DEFAULT 6;
[mariadb] ALTER ONLINE TABLE fc.t ADD j INT DEFAULT 6;
[mariadb] CREATE OR REPLACE INDEX kj ON fc.t (j) ALGORITHM = DEFAULT LOCK = DEFAULT;
[mysql] CREATE INDEX kj ON fc.t (j) ALGORITHM = DEFAULT LOCK = DEFAULT;
INSERT INTO fc.t (id, j) VALUES (4, 60);
-- step 4
[mysql-8 mysql-9] ALTER TABLE fc.t ALTER INDEX kj INVISIBLE, RENAME INDEX kb TO kc, ADD k INT DEFAULT 8;
[mariadb] ALTER TABLE fc.t ALTER INDEX kj IGNORED, RENAME INDEX kb TO kc, ADD k INT DEFAULT 8;
[mysql-5.6] ALTER TABLE fc.t ADD k INT DEFAULT 8;
DROP INDEX kj ON fc.t;
INSERT INTO fc.t (id, k) VALUES (5, 80);

-- right at the target
SELECT id, d, a, e, h, g, i, c, j, k FROM fc.t ORDER BY id
-- is 1\t4\t1\t5\t2\t7\t9\t3\t6\t8\n2\t40\tnull\t50\tnull\t7\t9\t30\t6\t8\n3\t4\tnull\t5\t20\t70\t90\t3\t6\t8\n4\t4\tnull\t5\tnull\t7\t9\t3\t60\t8\n5\t4\tnull\t5\tnull\t7\t9\t3\t6\t80
