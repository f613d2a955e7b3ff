-- Primary and unique keys on generated columns.
-- After pingcap/tiflow#354, vitessio/vitess#8335, percona/percona-server#4955.
-- parameters: {'loadPoolSize': 4, 'batchRows': 3}
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: fc.g, fc.k, fc.u

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
[mysql] CREATE TABLE fc.g (a INT NOT NULL, b INT AS (a + 1) STORED PRIMARY KEY, v VARCHAR(9));
[mariadb] CREATE TABLE fc.g (a INT NOT NULL, b INT AS (a + 1) STORED UNIQUE, v VARCHAR(9));
[mysql] CREATE TABLE fc.k (tenant INT NOT NULL, doc JSON, ref BIGINT GENERATED ALWAYS AS (CAST(doc->>'$.ref' AS SIGNED)) STORED NOT NULL, PRIMARY KEY (tenant, ref));
[mariadb] CREATE TABLE fc.k (tenant INT NOT NULL, doc JSON, ref BIGINT AS (CAST(JSON_VALUE(doc, '$.ref') AS SIGNED)) STORED, UNIQUE KEY (tenant, ref));
CREATE TABLE fc.u (id INT PRIMARY KEY, mail VARCHAR(40), low VARCHAR(40) COLLATE utf8mb4_bin AS (LOWER(mail)) VIRTUAL, UNIQUE KEY (low));
-- step 1
INSERT INTO fc.g (a, v) VALUES (1, 'a'), (2, 'b'), (3, 'c');
UPDATE fc.g SET a = 10 WHERE a = 1;
UPDATE fc.g SET v = 'B' WHERE b = 3;
DELETE FROM fc.g WHERE a = 3;
UPDATE fc.g SET a = a + 1 ORDER BY a DESC;
-- step 2
INSERT INTO fc.k (tenant, doc) VALUES (1, '{"ref": 5}'), (1, '{"ref": 6}'), (2, '{"ref": 5}');
UPDATE fc.k SET doc = JSON_SET(doc, '$.ref', 7) WHERE tenant = 1 AND ref = 5;
UPDATE fc.k SET doc = JSON_SET(doc, '$.x', 'y') WHERE ref = 5;
DELETE FROM fc.k WHERE tenant = 1 AND ref = 6;
-- step 3
BEGIN;
INSERT INTO fc.u (id, mail) VALUES (1, 'Ann@X'), (2, 'bob@x');
UPDATE fc.u SET mail = 'tmp' WHERE id = 1;
UPDATE fc.u SET mail = 'ANN@x' WHERE id = 2;
UPDATE fc.u SET mail = 'Bob@X' WHERE id = 1;
COMMIT;
DELETE FROM fc.u WHERE id = 2;
INSERT INTO fc.u (id, mail) VALUES (3, 'aNN@X');

-- right at the target
SELECT a, b, v FROM fc.g ORDER BY a
-- is 3\t4\tB\n11\t12\ta
-- right at the target
SELECT tenant, ref, doc FROM fc.k ORDER BY tenant
[mysql] -- is 1\t7\t{"ref": 7}\n2\t5\t{"x": "y", "ref": 5}
[mariadb] -- is 1\t7\t{"ref": 7}\n2\t5\t{"ref": 5, "x": "y"}
-- right at the target
SELECT id, mail FROM fc.u ORDER BY id
-- is 1\tBob@X\n3\taNN@X
