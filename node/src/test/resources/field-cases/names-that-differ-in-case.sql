-- Tables whose names differ in case only, on servers that tell them apart: a statement about one is none about the other.
-- After apache/flink-cdc#3996, zendesk/maxwell#1885, pingcap/dm#1738.
-- tables: fc.Item, fc.ITEM

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.Item (id INT PRIMARY KEY, v INT);
CREATE TABLE fc.ITEM (id INT PRIMARY KEY, v INT);
CREATE TABLE fc.item (id INT PRIMARY KEY, v INT);
INSERT INTO fc.Item VALUES (1, 1);
INSERT INTO fc.ITEM VALUES (1, 1);
INSERT INTO fc.item VALUES (1, 1);
-- step 1
ALTER TABLE fc.Item ADD COLUMN a INT DEFAULT 1 FIRST;
INSERT INTO fc.ITEM VALUES (2, 2);
INSERT INTO fc.Item VALUES (3, 3, 3);
TRUNCATE fc.ITEM;
INSERT INTO fc.item VALUES (4, 4);
RENAME TABLE fc.item TO fc.iTem, fc.ITEM TO fc.item, fc.iTem TO fc.ITEM;
INSERT INTO fc.ITEM VALUES (5, 5);
INSERT INTO fc.item VALUES (6, 6);
DROP TABLE fc.item;
INSERT INTO fc.Item VALUES (7, 7, 7);

-- right at the target
SELECT a, id, v FROM fc.Item ORDER BY id
-- is 1\t1\t1\n3\t3\t3\n7\t7\t7
-- right at the target
SELECT id, v FROM fc.ITEM ORDER BY id
-- is 1\t1\n4\t4\n5\t5
-- right at the target
SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc'
-- is 2
