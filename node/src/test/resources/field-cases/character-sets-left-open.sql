-- What a statement leaves to the defaults of its database or table, which the target's are not.
-- After pingcap/tiflow#3575, actiontech/dtle#786.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: fc.t, fc.i, fc.c, fc.s, fc.l, fc.d

-- source
CREATE DATABASE fc CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE fc.d (id INT PRIMARY KEY, v VARCHAR(9));
-- target
CREATE DATABASE fc CHARACTER SET latin1;
CREATE TABLE fc.d (id INT PRIMARY KEY, v VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin);
-- step 1
CREATE TABLE fc.t (k VARCHAR(9) PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES ('a', 1), ('A', 2), ('á', 3);
CREATE TABLE fc.s AS SELECT k, v, 'ß水' AS n FROM fc.t;
CREATE TABLE fc.i (id INT PRIMARY KEY, v VARCHAR(9))COMMENT='CHARACTER SET';
ALTER TABLE fc.i ADD COLUMN w VARCHAR(9), ADD COLUMN e ENUM('a','A');
INSERT INTO fc.i VALUES (1, '水', '水', 'A');
CREATE TABLE fc.c (k VARCHAR(9) PRIMARY KEY) COLLATE latin1_bin;
USE fc;
ALTER TABLE c CONVERT TO CHARACTER SET DEFAULT;
INSERT INTO fc.c VALUES ('水'), ('a');
ALTER TABLE fc.d ADD COLUMN w VARCHAR(9) NOT NULL DEFAULT 'q', ADD e ENUM('a', 'A') AFTER id, ADD COLUMN (n INT, x TEXT), MODIFY v VARCHAR(12);
INSERT INTO fc.d VALUES (1, 'A', '水', '水', 5, '水');
-- step 2
ALTER DATABASE fc CHARACTER SET latin1 COLLATE latin1_german2_ci;
CREATE TABLE fc.l (k VARCHAR(9) PRIMARY KEY, v INT);
INSERT INTO fc.l VALUES ('é', 1);

-- right at the target
SELECT TABLE_NAME, COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND COLLATION_NAME <> 'utf8mb4_bin' AND COLUMN_NAME <> 'n' AND TABLE_NAME <> 'c' ORDER BY 1, 2
-- is l\tk\tlatin1_german2_ci
-- right at the target
SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'fc'
-- is latin1_german2_ci
