-- Generated and hidden columns and the keys on them.
-- After pingcap/tiflow#354, zendesk/maxwell#1438.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
CREATE TABLE fc.g (a INT NOT NULL, b INT AS (a * 2) STORED, v VARCHAR(9), c VARCHAR(20) GENERATED ALWAYS AS (UPPER(v)) VIRTUAL UNIQUE KEY, KEY (b, a), PRIMARY KEY (a));
INSERT INTO fc.g (a, v) VALUES (1, 'a'), (2, 'b');
ALTER TABLE fc.g ADD d INT GENERATED ALWAYS AS (a + b) VIRTUAL AFTER c, ADD KEY (d), ADD h INT INVISIBLE DEFAULT 5;
INSERT INTO fc.g (a, v) VALUES (3, 'c');
UPDATE fc.g SET v = 'cc', h = 6 WHERE a = 3;
ALTER TABLE fc.g MODIFY v VARCHAR(12) FIRST, CHANGE d dd INT AS (a + b) VIRTUAL AFTER b;
INSERT INTO fc.g (v, a) VALUES ('d', 4);
UPDATE fc.g SET a = 40 WHERE a = 4;
DELETE FROM fc.g WHERE c = 'A';
ALTER TABLE fc.g DROP COLUMN dd, ADD COLUMN e INT DEFAULT 1;
INSERT INTO fc.g (v, a) VALUES ('e', 5);
[mysql-8 mysql-9] ALTER TABLE fc.g ADD INDEX f ((a + 1), (LOWER(v)) DESC), ALTER COLUMN h SET VISIBLE;
[mysql-8 mysql-9] ALTER TABLE fc.g ALTER INDEX f INVISIBLE;
[mysql-8 mysql-9] INSERT INTO fc.g (v, a, h) VALUES ('f', 6, 1);
[mysql-8 mysql-9] CREATE TABLE fc.m (id INT PRIMARY KEY, j JSON, UNIQUE KEY u ((CAST(j->>'$.k' AS CHAR(9)))), KEY mv ((CAST(j->'$.a' AS UNSIGNED ARRAY))));
[mysql-8 mysql-9] INSERT INTO fc.m VALUES (1, '{"k": "x", "a": [1,2]}'), (2, '{"k": "y"}');
[mysql-8 mysql-9] UPDATE fc.m SET j = JSON_SET(j, '$.k', 'z') WHERE id = 1;
[mysql-8 mysql-9] SET sql_generate_invisible_primary_key = ON;
[mysql-8 mysql-9] CREATE TABLE fc.i (v INT);
[mysql-8 mysql-9] INSERT INTO fc.i VALUES (1), (2);
[mysql-8 mysql-9] SET show_gipk_in_create_table_and_information_schema = OFF;
[mysql-8 mysql-9] CREATE TABLE fc.i2 LIKE fc.i;
[mysql-8 mysql-9] ALTER TABLE fc.i ADD w INT DEFAULT 3;
[mysql-8 mysql-9] INSERT INTO fc.i (v) VALUES (4);
[mysql-8 mysql-9] CREATE TABLE fc.ch (id INT PRIMARY KEY, a INT CHECK (a > 0), CONSTRAINT c2 CHECK (a < 100) NOT ENFORCED);
[mysql-8 mysql-9] ALTER TABLE fc.ch ADD b INT NOT NULL DEFAULT 2 CHECK (b > -5), ALTER CHECK c2 ENFORCED, DROP CHECK ch_chk_1;
[mysql-8 mysql-9] INSERT INTO fc.ch VALUES (1, -1, 3);
[mariadb] CREATE TABLE fc.p (id INT PRIMARY KEY, a INT, b INT AS (a + 1) PERSISTENT, u UUID DEFAULT '00000000-0000-0000-0000-000000000001', n INET6, c TEXT COMPRESSED, CHECK (a > 0));
[mariadb] INSERT INTO fc.p (id, a, n, c) VALUES (1, 1, '::1', REPEAT('x', 300));
[mariadb] ALTER TABLE fc.p ADD i INT INVISIBLE NOT NULL DEFAULT 9 FIRST, DROP CONSTRAINT IF EXISTS CONSTRAINT_1, MODIFY c TEXT, ADD CONSTRAINT cc CHECK (JSON_VALID(c) OR 1);
[mariadb] INSERT INTO fc.p (id, a, c) VALUES (2, 2, 'y');
[mariadb] ALTER TABLE fc.p MODIFY c LONGTEXT COMPRESSED, MODIFY u VARCHAR(40), MODIFY n VARCHAR(40);
[mariadb] INSERT INTO fc.p (id, a, c, n) VALUES (3, 3, 'z', 'n');
