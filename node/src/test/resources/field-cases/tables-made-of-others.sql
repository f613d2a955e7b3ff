-- Tables made from queries and from others.
-- After zendesk/maxwell#1689, alibaba/canal#2900.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE DATABASE fcx CHARACTER SET latin1;
CREATE TABLE fc.t (id INT PRIMARY KEY, v VARCHAR(9), e ENUM('x','y') DEFAULT 'y');
INSERT INTO fc.t VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, 'a', NULL);
CREATE TABLE fcx.o (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT 'é');
INSERT INTO fcx.o VALUES (7, 'é');
-- step 1
CREATE TABLE fc.a (n INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20) DEFAULT 'q', KEY (v)) AUTO_INCREMENT = 10 COMMENT 'select' SELECT v, id AS i, NOW() AS t FROM fc.t ORDER BY id;
INSERT INTO fc.a (i, t) VALUES (9, NOW());
CREATE TABLE fc.b (id INT UNIQUE) REPLACE AS SELECT id % 2 AS id, v FROM fc.t ORDER BY t.id;
CREATE TABLE fc.c (id INT UNIQUE) IGNORE SELECT id % 2 AS id, v FROM fc.t ORDER BY t.id;
CREATE TABLE IF NOT EXISTS fc.c (x INT) SELECT 1 AS x;
INSERT INTO fc.c VALUES (5, 'z');
CREATE TABLE fc.d AS SELECT o.id AS `select`, CAST(1.5 AS DECIMAL(9,3)) AS d, _latin1'x' COLLATE latin1_bin AS l, CONCAT('a', 1) AS `a.b`, 1 + 1, DATE '2020-01-01' AS dd, X'00' AS x FROM fcx.o AS o;
INSERT INTO fc.d SELECT * FROM fc.d;
CREATE TABLE fc.e SELECT * FROM fc.t WHERE 1 = 0 UNION ALL SELECT 8, 'u', 'x';
CREATE TABLE fc.f (LIKE fcx.o);
INSERT INTO fc.f (id) VALUES (1);
CREATE TABLE IF NOT EXISTS fc.f LIKE fc.t;
INSERT INTO fc.f (id) VALUES (2);
CREATE TABLE fc.g LIKE fc.a;
INSERT INTO fc.g (v, i, t) VALUES ('g', 1, NOW());
[mysql-8 mysql-9] CREATE TABLE fc.h TABLE fc.t ORDER BY id LIMIT 1;
[mysql-8 mysql-9] CREATE TABLE fc.i VALUES ROW(1, 'a'), ROW(2, 'bb');
[mysql-8 mysql-9] CREATE TABLE fc.j WITH q (n) AS (SELECT id FROM fc.t WHERE id = 1) SELECT n + 1 AS m FROM q;
[mariadb] CREATE TABLE fc.k (b CHAR(2)) AS VALUES (1, 'a'), (2, 'bb');
[mariadb] CREATE OR REPLACE TABLE fc.e (z INT DEFAULT 3) AS SELECT 5 AS y;
[mariadb] CREATE OR REPLACE TABLE fc.f LIKE fc.b;
[mariadb] INSERT INTO fc.f VALUES (3, 'f');
[mariadb] INSERT INTO fc.e (y) VALUES (6);
-- step 2
CREATE TEMPORARY TABLE fc.tmp (id INT, v VARCHAR(3));
INSERT INTO fc.tmp VALUES (1, 'tmp');
CREATE TABLE fc.fromtmp SELECT * FROM fc.tmp;
INSERT INTO fc.fromtmp VALUES (2, 'x');
CREATE TEMPORARY TABLE fc.t2 SELECT * FROM fc.t;
DROP TEMPORARY TABLE fc.tmp, fc.t2;
BEGIN;
INSERT INTO fc.t VALUES (4, 'd', 'x');
CREATE TABLE fc.implicit SELECT COUNT(*) AS n FROM fc.t;
ROLLBACK;
INSERT INTO fc.t VALUES (5, 'e', 'x');
