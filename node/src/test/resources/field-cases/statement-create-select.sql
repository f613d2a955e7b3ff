-- A STATEMENT session makes a mapped table from a query: no rows follow in the log, and the query answers otherwise at the target.
-- After zendesk/maxwell#1686, pingcap/tidb-tools#241.
-- may be refused
-- tables: fc.t, fc.made

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (1, 1), (2, 2);
-- source
CREATE DATABASE fcx;
CREATE TABLE fcx.s (id INT PRIMARY KEY, v INT);
CREATE TABLE fcx.z (id INT PRIMARY KEY, v INT);
INSERT INTO fcx.s VALUES (1, 100);
-- step 1
SET SESSION binlog_format = 'STATEMENT';
INSERT INTO fcx.z VALUES (1, 1) /* INSERT INTO fc.t */;
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
CREATE TABLE fc.made (PRIMARY KEY (id)) SELECT id, v, RAND() AS r FROM fc.t;
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
