-- Columns written with their table's name, CASCADE and RESTRICT, attributes from other products, names of functions, all in one go.
-- After zendesk/maxwell#1303, zendesk/maxwell#1442, zendesk/maxwell#458, debezium/debezium#7786, debezium/debezium#214.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.p (id INT PRIMARY KEY);
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, b INT, c INT, d VARCHAR(9), e INT, KEY fk (c), CONSTRAINT fk FOREIGN KEY (c) REFERENCES fc.p (id));
INSERT INTO fc.t VALUES (1, 1, 2, NULL, 'd', 5);
-- step 1
[mysql-8 mysql-9] ALTER TABLE fc.t MODIFY a BIGINT, CHANGE b sum INT, DROP COLUMN e;
[mysql-5.6 mariadb] ALTER TABLE fc.t MODIFY t.a BIGINT, CHANGE fc.t.b sum INT, DROP COLUMN e;
INSERT INTO fc.t (id, a, sum) VALUES (2, 3000000000, 4);
-- step 2
ALTER TABLE fc.t DROP FOREIGN KEY fk, DROP INDEX fk, DROP c RESTRICT, MODIFY d VARCHAR(12) UNICODE, ADD count INT DEFAULT 7, ADD `position` INT AFTER `sum`;
INSERT INTO fc.t (id, d, position) VALUES (3, '水獺', 8);
-- step 3
USE fc;
ALTER TABLE t ADD now INT DEFAULT 1, DROP d CASCADE, ADD (mid INT, `left` INT), ADD COLUMN (substr INT DEFAULT 2);
INSERT INTO t (id, now, substr) VALUES (4, 9, 10);

-- right at the target
SELECT id, a, sum, position, count, now, substr FROM fc.t ORDER BY id
-- is 1\t1\t2\tnull\t7\t1\t2\n2\t3000000000\t4\tnull\t7\t1\t2\n3\tnull\tnull\t8\t7\t1\t2\n4\tnull\tnull\tnull\t7\t9\t10
