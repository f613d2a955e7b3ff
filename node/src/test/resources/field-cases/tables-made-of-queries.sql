-- A table that is defined in part and filled by a query has the defined columns first; rows and columns are those of the query.
-- After debezium/debezium#5010, alibaba/canal#2407, pingcap/tidb-binlog#955.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.s (a INT PRIMARY KEY, b VARCHAR(9));
INSERT INTO fc.s VALUES (1, 'x'), (2, 'y');
-- step 1
CREATE TABLE fc.t (z INT DEFAULT 9, b VARCHAR(20), PRIMARY KEY (a)) SELECT b, a, a + 1 AS n FROM fc.s;
INSERT INTO fc.t (a, b, n) VALUES (3, 'ü', 4);
-- step 2
CREATE TABLE fc.u (PRIMARY KEY (a)) AS SELECT a + 5 AS a, b FROM fc.s ORDER BY 2;
INSERT INTO fc.u VALUES (9, 'u');
CREATE TABLE fc.w (id INT PRIMARY KEY, q INT) AS (SELECT 1 AS id, 2 AS q) UNION ALL (SELECT 3, 4);
UPDATE fc.w SET q = 5 WHERE id = 3;
-- step 3
CREATE TABLE IF NOT EXISTS fc.w (other INT) SELECT 1 AS one;
INSERT INTO fc.w VALUES (8, 8);

-- right at the target
SELECT z, b, a, n FROM fc.t ORDER BY a
-- is 9\tx\t1\t2\n9\ty\t2\t3\n9\tü\t3\t4
-- right at the target
SELECT id, q FROM fc.w ORDER BY id
-- is 1\t2\n3\t5\n8\t8
