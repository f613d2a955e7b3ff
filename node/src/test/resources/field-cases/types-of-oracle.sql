-- Sessions of MariaDB with sql_mode ORACLE have types of other names, and two of the same name that are others.
-- After debezium/debezium#4823, mariadb-corporation/MaxScale#224.
-- servers: mariadb-10.11 mariadb-11.4
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
SET SESSION sql_mode = 'ORACLE';
CREATE TABLE fc.o (id NUMBER(10) PRIMARY KEY, date DATE, n NUMBER, f NUMBER(8,2), v VARCHAR2(9) DEFAULT ('a' || 'b'), c CLOB, b BLOB, "raw" RAW(3));
INSERT INTO fc.o VALUES (1, '2020-01-02 03:04:05', 1e30, 1.25, 'é', '水', X'00FF', X'80');
ALTER TABLE fc.o ADD d DATE DEFAULT '2021-02-03 04:05:06', ADD COLUMN (w VARCHAR2(5), number NUMBER(3) DEFAULT 7), DROP COLUMN n;
INSERT INTO fc.o (id, w) VALUES (2, 'w');
ALTER TABLE fc.o MODIFY w CLOB, CHANGE f g NUMBER;
INSERT INTO fc.o (id, w, g) VALUES (3, REPEAT('x', 70000), 0.1);

-- right at the target
SELECT id, date, g, v, LENGTH(w), d, number FROM fc.o ORDER BY id
-- is 1\t2020-01-02 03:04:05\t1.25\té\tnull\t2021-02-03 04:05:06\t7\n2\tnull\tnull\tab\t1\t2021-02-03 04:05:06\t7\n3\tnull\t0.1\tab\t70000\t2021-02-03 04:05:06\t7
