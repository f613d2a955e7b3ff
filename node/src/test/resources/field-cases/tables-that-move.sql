-- Chains and swaps of names, tables made from others or not made since they are there, and dropped with unmapped ones.
-- After zendesk/maxwell#1653, pingcap/tiflow#7371, alibaba/canal#1955.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- source
CREATE DATABASE fcx;
CREATE TABLE fcx.t (id INT PRIMARY KEY);
-- step 1
CREATE TABLE fc.a (id INT PRIMARY KEY, a INT);
CREATE TABLE fc.b (id INT PRIMARY KEY, b VARCHAR(9));
INSERT INTO fc.a VALUES (1, 1);
RENAME TABLE fc.a TO fc.tmp, fc.b TO fc.a, fc.tmp TO fc.b;
INSERT INTO fc.a VALUES (2, 'a');
RENAME TABLE fc.a TO fc.c, fc.c TO fc.d, fc.d TO fc.a;
USE fc;
ALTER TABLE a RENAME e, ADD COLUMN z INT;
INSERT INTO e VALUES (3, 'e', 5);
RENAME TABLE e TO a, b TO `b-c`;
-- step 2
USE fc;
CREATE TABLE l LIKE a;
CREATE TABLE s (PRIMARY KEY (id)) COMMENT 'made; START TRANSACTION' AS SELECT id, b, 1.5 AS n FROM a;
CREATE TABLE q (x INT DEFAULT 4, id INT NOT NULL) ENGINE=InnoDB SELECT id, b AS w FROM a WHERE id = 3;
CREATE TABLE IF NOT EXISTS a (id INT, other INT);
CREATE TABLE IF NOT EXISTS a SELECT 5 AS id;
CREATE TABLE IF NOT EXISTS l LIKE s;
INSERT INTO a VALUES (4, 'c', 1);
INSERT INTO l VALUES (4, 'c', 1);
INSERT INTO s VALUES (4, 'c', 5);
INSERT INTO q VALUES (3, 4, 'c');
-- step 3
USE fc;
CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
DROP TABLE IF EXISTS fcx.t, t, none, l;
CREATE TABLE t (id VARCHAR(9) PRIMARY KEY);
INSERT INTO t VALUES ('x');
