-- A STATEMENT session calls a function that writes a mapped table; the log has no other word of it.
-- After julien-duponchelle/python-mysql-replication#264, pingcap/tidb-tools#241, readysettech/readyset#1211, estuary/connectors#267.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (1, 1), (2, 2);
-- source
CREATE DATABASE fcx;
CREATE TABLE fcx.s (id INT PRIMARY KEY, v INT);
CREATE TABLE fcx.z (id INT PRIMARY KEY, v INT);
INSERT INTO fcx.s VALUES (1, 100);
CREATE FUNCTION fcx.f(n INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO fc.t VALUES (n, n); RETURN n; END;
CREATE FUNCTION fcx.k(n INT) RETURNS INT DETERMINISTIC RETURN n + (SELECT COUNT(*) FROM fc.t);
-- step 1
SET SESSION binlog_format = 'STATEMENT';
INSERT INTO fcx.z VALUES (6, fcx.k(6));
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
SELECT fcx.f(7);
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
