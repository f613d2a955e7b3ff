-- A table of very many columns, of which some come and go.
-- After zendesk/maxwell#448, Altinity/clickhouse-sink-connector#1140.
-- long
-- tables: fc.w

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
SET SESSION group_concat_max_len = 1000000;
CREATE TABLE fc.n (n INT PRIMARY KEY);
INSERT INTO fc.n VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
SET @s = (SELECT CONCAT('CREATE TABLE fc.w (id INT PRIMARY KEY, ', GROUP_CONCAT(CONCAT('column_', a.n, b.n, c.n, IF(c.n < 5, ' SMALLINT DEFAULT ', ' VARCHAR(3) CHARACTER SET latin1 DEFAULT '), c.n) SEPARATOR ', '), ') ROW_FORMAT = DYNAMIC') FROM fc.n AS a, fc.n AS b, fc.n AS c);
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.w (id) VALUES (1), (2);
ALTER TABLE fc.w DROP column_777, DROP column_003, MODIFY column_500 TINYINT FIRST, CHANGE column_999 last BIGINT, ADD middle INT DEFAULT 5 AFTER column_444;
INSERT INTO fc.w (id, column_500, last, middle) VALUES (3, 1, 2, 3);
UPDATE fc.w SET column_998 = 'x', column_001 = 7;
DELETE FROM fc.w WHERE id = 2;
