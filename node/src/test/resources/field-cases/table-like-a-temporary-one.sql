-- A STATEMENT session makes a table like a temporary one, which hides another of that name at the target.
-- After percona/percona-xtradb-cluster#60.
-- may be refused
-- tables: fc.made

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.draft (id INT PRIMARY KEY, old INT);
-- step 1
SET SESSION binlog_format = 'STATEMENT';
CREATE TEMPORARY TABLE fc.draft (id INT PRIMARY KEY, a VARCHAR(9), b INT);
CREATE TABLE fc.made LIKE fc.draft;
-- step 2
INSERT INTO fc.made VALUES (1, 'x', 2);

-- right at the target also when refused
SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 'made' AND COLUMN_NAME = 'old'
-- is 0
