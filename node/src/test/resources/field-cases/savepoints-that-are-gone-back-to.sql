-- Rows that a transaction takes back are in the log where it also wrote a table of another engine, or where its session has
-- a temporary table. Those after the savepoint are nobody's, those of the other engine stay. MySQL 9.7 has GTIDs, which permit neither.
-- After zendesk/maxwell#1881, debezium/debezium#3937.
-- servers: mysql-5.6 mysql-8.0 mariadb-10.11 mariadb-11.4
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT) ENGINE = InnoDB;
CREATE TABLE fc.m (id INT PRIMARY KEY, v INT) ENGINE = MyISAM;
INSERT INTO fc.t VALUES (100, 0), (101, 0), (102, 0);
-- step 1
SET autocommit = 0;
INSERT INTO fc.t VALUES (1, 1);
SAVEPOINT one;
INSERT INTO fc.m VALUES (1, 1);
INSERT INTO fc.t VALUES (2, 2);
UPDATE fc.t SET v = 9 WHERE id = 100;
SAVEPOINT `two b`;
INSERT INTO fc.m VALUES (2, 2);
DELETE FROM fc.t WHERE id = 101;
ROLLBACK TO SAVEPOINT `two b`;
INSERT INTO fc.t VALUES (3, 3);
ROLLBACK WORK TO ONE;
INSERT INTO fc.t VALUES (4, 4);
COMMIT;
-- step 2
CREATE TEMPORARY TABLE fc.tmp (id INT);
SET autocommit = 0;
SAVEPOINT nothing;
INSERT INTO fc.t VALUES (5, 5);
INSERT INTO fc.tmp VALUES (5);
ROLLBACK TO nothing;
INSERT INTO fc.t VALUES (6, 6);
SAVEPOINT again;
INSERT INTO fc.t VALUES (7, 7);
CREATE TEMPORARY TABLE fc.tmp2 (id INT);
SAVEPOINT again;
DELETE FROM fc.t;
ROLLBACK TO again;
COMMIT;
INSERT INTO fc.t VALUES (8, 8);
SAVEPOINT many;
INSERT INTO fc.t SELECT a.id + 10 * b.id + 1000, 0 FROM fc.t AS a, fc.t AS b, fc.t AS c GROUP BY 1;
INSERT INTO fc.t SELECT id + 100000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 200000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 400000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 800000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 1600000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 3200000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 6400000, 0 FROM fc.t;
INSERT INTO fc.t SELECT id + 12800000, 0 FROM fc.t;
ROLLBACK TO many;
INSERT INTO fc.t VALUES (9, 9);
COMMIT;
-- step 3
SET autocommit = 0;
INSERT INTO fc.m VALUES (3, 3);
INSERT INTO fc.t VALUES (10, 10);
ROLLBACK;
INSERT INTO fc.t VALUES (11, 11);
COMMIT;

-- right at the target
SELECT GROUP_CONCAT(id ORDER BY id) FROM fc.t
-- is 1,4,6,7,8,9,11,100,101,102
-- right at the target
SELECT GROUP_CONCAT(id ORDER BY id) FROM fc.m
-- is 1,2,3
