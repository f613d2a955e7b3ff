-- Comments in every place of a DDL, also where they are the only blank, with quotes and semicolons in them.
-- After alibaba/canal#572, percona/percona-server#4367 (PS-7526).
-- tables: fc.t1, fc.t3, fc.t4, fc.t5

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t4 (id INT PRIMARY KEY);
INSERT INTO fc.t4 VALUES (1);
-- step 1
SET @s = 'CREATE/* c */TABLE/* it''s; "q" */fc.t1/**/(id INT PRIMARY KEY, v VARCHAR(40) DEFAULT ''/* no comment */'' COMMENT ''a;b -- c # d'')';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t1 (id) VALUES (1);
-- step 2
[mysql-8.0 mysql-9.7] SET @s = '# head, it''s one\n-- another `one\n/* and " */ ALTER/**/TABLE fc.t1 ADD COLUMN a INT DEFAULT 5, -- x''s\n ADD COLUMN b INT DEFAULT 6 AFTER /*!80000 v*/';
[mysql-5.6] SET @s = '# head, it''s one\n-- another `one\n/* and " */ ALTER/**/TABLE fc.t1 ADD COLUMN a INT DEFAULT 5, -- x''s\n ADD COLUMN b INT DEFAULT 6 AFTER /*!50600 v*/';
[mariadb] SET @s = '# head, it''s one\n-- another `one\n/* and " */ ALTER/**/TABLE fc.t1 ADD COLUMN a INT DEFAULT 5, -- x''s\n ADD COLUMN b INT DEFAULT 6 AFTER /*M!100401 v*/';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t1 (id, b, a) VALUES (2, 60, 50);
-- step 3
SET SESSION sql_mode = 'ANSI_QUOTES';
SET @s = 'CREATE TABLE "fc"."t2" (--\tit''s a "comment"\n "id" INT PRIMARY KEY, --\n "w" VARCHAR(20) DEFAULT ''x"y'')';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO "fc"."t2" ("id") VALUES (1);
-- step 4
SET @s = 'RENAME/*x*/TABLE fc.t2 TO/*y*/fc.t3';
PREPARE p FROM @s;
EXECUTE p;
SET @s = 'TRUNCATE/**/TABLE fc.t4';
PREPARE p FROM @s;
EXECUTE p;
SET @s = 'CREATE/* it''s */UNIQUE/**/INDEX u ON fc.t1 (a, id)';
PREPARE p FROM @s;
EXECUTE p;
SET @s = 'CREATE TABLE/*;*/fc.t5 (id INT PRIMARY KEY) COMMENT ''/* ; -- */ " `'' /*!99999 NONSENSE */';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t3 (id, w) VALUES (2, 'w');
INSERT INTO fc.t4 VALUES (2);
INSERT INTO fc.t5 VALUES (1);

-- right at the target
SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 't1'
-- is id,v,b,a
-- right at the target
SELECT id, v, b, a FROM fc.t1 ORDER BY id
-- is 1\t/* no comment */\t6\t5\n2\t/* no comment */\t60\t50
-- right at the target
SELECT id, w FROM fc.t3 ORDER BY id
-- is 1\tx"y\n2\tw
-- right at the target
SELECT id FROM fc.t4
-- is 2
-- right at the target
SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = 'fc' AND INDEX_NAME = 'u'
-- is 2
