-- Constraints, keys and references that stand at a column, with and without names.
-- After zendesk/maxwell#2118, debezium/debezium#4583, vitessio/vitess#10175.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT KEY, name VARCHAR(9), n INT);
INSERT INTO fc.t VALUES (1, 'a', 1);
-- step 1
[mysql] ALTER TABLE fc.t MODIFY name VARCHAR(40) NOT NULL CONSTRAINT not_empty CHECK (name <> '');
[mariadb] ALTER TABLE fc.t MODIFY name VARCHAR(40) NOT NULL CHECK (name <> '');
INSERT INTO fc.t VALUES (2, 'bb', 2);
[mysql] ALTER TABLE fc.t ADD u INT NULL UNIQUE KEY COMMENT 'CHECK (x)', ADD v INT UNIQUE CHECK (v > 0) CHECK (v < 9), ADD CONSTRAINT CHECK (n < 50), ADD CONSTRAINT `two words` CHECK (n <> 7) NOT ENFORCED, ADD r INT REFERENCES fc.t (id);
[mariadb] ALTER TABLE fc.t ADD u INT NULL UNIQUE KEY COMMENT 'CHECK (x)', ADD v INT UNIQUE CHECK (v > 0), ADD CONSTRAINT CHECK (n < 50), ADD CONSTRAINT `two words` CHECK (n <> 7), ADD r INT;
INSERT INTO fc.t VALUES (3, 'c', 3, 33, 3, 1);
[mysql] ALTER TABLE fc.t ALTER CHECK `two words` ENFORCED, DROP CONSTRAINT not_empty, RENAME INDEX u TO uu;
[mariadb] ALTER TABLE fc.t DROP CONSTRAINT `two words`, ADD CONSTRAINT IF NOT EXISTS three CHECK (n <> 3000), RENAME INDEX u TO uu;
INSERT INTO fc.t VALUES (4, 'd', 4, 44, 4, 2);
ALTER TABLE fc.t DROP CONSTRAINT uu, DROP CONSTRAINT v;
INSERT INTO fc.t VALUES (5, 'd', 4, 44, 4, 2);
[mariadb] ALTER IGNORE TABLE fc.t ADD CONSTRAINT t_pk PRIMARY KEY IF NOT EXISTS (id, n);
[mariadb] ALTER TABLE fc.t DROP CONSTRAINT IF EXISTS none, DROP CONSTRAINT IF EXISTS three;
CREATE TABLE fc.p (id BIGINT UNSIGNED SERIAL DEFAULT VALUE PRIMARY KEY, code CHAR(3) NOT NULL UNIQUE DEFAULT 'x' COMMENT 'y');
INSERT INTO fc.p (code) VALUES ('a'), ('b');
CREATE TABLE fc.q (id INT, p BIGINT UNSIGNED NOT NULL, PRIMARY KEY USING BTREE (id) COMMENT 'k', CONSTRAINT fk FOREIGN KEY named (p) REFERENCES fc.p (id) MATCH SIMPLE ON UPDATE NO ACTION ON DELETE CASCADE);
INSERT INTO fc.q SELECT id, id FROM fc.p;
DELETE FROM fc.p WHERE code = 'a';
ALTER TABLE fc.q DROP FOREIGN KEY fk, DROP KEY fk, ADD FOREIGN KEY (p) REFERENCES fc.p (id);
INSERT INTO fc.p (code) VALUES ('c');
