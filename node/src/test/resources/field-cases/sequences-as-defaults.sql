-- A sequence as a default: the rows have the source's numbers, or the operator is asked, since sequences are not synced.
-- After pingcap/tiflow#4559, debezium/debezium#1896, HeidiSQL/HeidiSQL#2586.
-- servers: mariadb-10.11 mariadb-11.4
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE SEQUENCE fc.s START WITH 100;
CREATE TABLE fc.t (id INT PRIMARY KEY DEFAULT NEXTVAL(fc.s), v INT);
-- target
DO SETVAL(fc.s, 500);
-- step 1
INSERT INTO fc.t (v) VALUES (1), (2);
ALTER TABLE fc.t ADD n INT DEFAULT (NEXT VALUE FOR fc.s);
INSERT INTO fc.t (v) VALUES (3);

-- right at the target also when refused
SELECT id, v FROM fc.t WHERE v < 3 ORDER BY id
-- is 100\t1\n101\t2
