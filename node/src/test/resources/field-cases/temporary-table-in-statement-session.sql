-- A temporary table in a STATEMENT session: its ALTER and TRUNCATE are logged without a word that it is temporary.
-- After percona/percona-server#1184 (bug 1539504), percona/percona-xtradb-cluster#60.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v VARCHAR(9));
INSERT INTO fc.t VALUES (1, 'keep'), (2, 'keep');
-- step 1
SET SESSION binlog_format = 'STATEMENT';
CREATE TEMPORARY TABLE fc.t (id INT PRIMARY KEY);
ALTER TABLE fc.t ADD COLUMN z INT;
TRUNCATE TABLE fc.t;
DROP TEMPORARY TABLE fc.t;
-- step 2
INSERT INTO fc.t VALUES (3, 'after');

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE v = 'keep'
-- is 2
-- right at the target also when refused
SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc'
-- is id,v
