-- What identifies a row is another column, or none, from one row to the next, with images of the key alone.
-- After zendesk/maxwell#448, zendesk/maxwell#437, alibaba/canal#4337.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT, u INT NOT NULL, v INT, PRIMARY KEY (id), UNIQUE KEY ku (u));
INSERT INTO fc.t VALUES (1, 10, 1), (2, 20, 2), (3, 30, 3);
-- step 1
SET SESSION binlog_row_image = 'MINIMAL';
ALTER TABLE fc.t DROP PRIMARY KEY, DROP COLUMN id;
UPDATE fc.t SET v = 11 WHERE u = 10;
DELETE FROM fc.t WHERE u = 20;
-- step 2
SET SESSION binlog_row_image = 'MINIMAL';
ALTER TABLE fc.t ADD PRIMARY KEY (v, u), DROP KEY ku;
UPDATE fc.t SET u = 31 WHERE v = 3;
-- step 3
SET SESSION binlog_row_image = 'MINIMAL';
ALTER TABLE fc.t CHANGE v w BIGINT, DROP PRIMARY KEY, ADD id INT NOT NULL DEFAULT 0 FIRST, ADD UNIQUE KEY kw (w);
UPDATE fc.t SET id = 5 WHERE w = 3;
UPDATE fc.t SET w = 12 WHERE w = 11;
INSERT INTO fc.t VALUES (6, 60, 6);

-- right at the target
SELECT id, u, w FROM fc.t ORDER BY u
-- is 0\t10\t12\n5\t31\t3\n6\t60\t6
