-- Statements and clauses that came with MySQL 9, between ordinary ones.
-- After debezium/debezium#7784, alibaba/druid#4961.
-- servers: mysql-9.7
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
CREATE TABLE fc.child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES fc.t (id) ON DELETE CASCADE ON UPDATE CASCADE);
INSERT INTO fc.t VALUES (1, 1), (2, 2);
INSERT INTO fc.child VALUES (10, 1), (20, 2);
-- step 1
CREATE JSON RELATIONAL DUALITY VIEW fc.dv AS SELECT JSON_DUALITY_OBJECT('_id' : id, 'v' : v) FROM fc.t;
INSERT INTO fc.t VALUES (3, 3);
DROP VIEW fc.dv;
CREATE TABLE fc.e (id INT PRIMARY KEY, w VECTOR(3), p INT REFERENCES fc.t (id), q INT DEFAULT 5) AUTOEXTEND_SIZE = 4M;
INSERT INTO fc.e VALUES (1, STRING_TO_VECTOR('[1,2,3]'), 1, 2);
ALTER TABLE fc.e MODIFY w VECTOR(4) NULL, ADD x INT DEFAULT 7;
INSERT INTO fc.e (id, w) VALUES (2, STRING_TO_VECTOR('[1,2,3,4]'));
DELETE FROM fc.e;
UPDATE fc.t SET id = 5 WHERE id = 2;
DELETE FROM fc.t WHERE id = 1;
INSERT INTO fc.child VALUES (30, 3);
