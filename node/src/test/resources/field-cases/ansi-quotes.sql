-- Sessions with ANSI_QUOTES: names in double quotes in every kind of statement, one with a quote of its own in it.
-- After zendesk/maxwell#831, pingcap/tiflow#354.
-- tables: fc.b, fc.made

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.gone (id INT PRIMARY KEY);
CREATE TABLE fc.b2 (id INT PRIMARY KEY);
-- step 1
SET SESSION sql_mode = 'ANSI';
CREATE TABLE "fc"."a" ("id" INT PRIMARY KEY, "select" VARCHAR(20) DEFAULT '"x"');
INSERT INTO "fc"."a" ("id") VALUES (1);
ALTER TABLE fc."a" ADD COLUMN "b""c" INT DEFAULT 5 AFTER "id";
RENAME TABLE "fc"."a" TO "fc"."b";
INSERT INTO "fc"."b" ("id") VALUES (2);
CREATE UNIQUE INDEX "u" ON "fc"."b" ("b""c", "id");
DROP TABLE "fc"."gone", "fc".b2;
CREATE TABLE "fc"."made" AS SELECT "id", 'it''s "a"' AS "v" FROM "fc"."b";
-- step 2
SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
ALTER TABLE "fc"."made" ADD COLUMN "w" VARCHAR(9) DEFAULT '\', ADD PRIMARY KEY ("id");
INSERT INTO "fc"."made" ("id", "v") VALUES (3, '');

-- right at the target
SELECT id, `b"c`, `select` FROM fc.b ORDER BY id
-- is 1\t5\t"x"\n2\t5\t"x"
-- right at the target
SELECT id, v, HEX(w) FROM fc.made ORDER BY id
-- is 1\tit's "a"\t5C\n2\tit's "a"\t5C\n3\t\t5C
-- right at the target
SELECT GROUP_CONCAT(TABLE_NAME ORDER BY TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc'
-- is b,made
