-- ALTER IGNORE removes rows without a word in the log; which of them stay depends on the order in which the server reads them.
-- After github/gh-ost#1526, github/gh-ost#1636, zendesk/maxwell#1913.
-- servers: mysql-5.6 mariadb-10.11 mariadb-11.4
-- may be refused
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, v INT);
CREATE TABLE fc.keyless (a INT, v INT);
-- source
INSERT INTO fc.t VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3), (4, 2, 4);
INSERT INTO fc.keyless VALUES (1, 1), (1, 2), (2, 3), (2, 4);
-- target
INSERT INTO fc.t VALUES (4, 2, 4), (3, 2, 3), (2, 1, 2), (1, 1, 1);
INSERT INTO fc.keyless VALUES (2, 4), (2, 3), (1, 2), (1, 1);
-- step 1
ALTER IGNORE TABLE fc.t ADD UNIQUE KEY (a);
INSERT INTO fc.t VALUES (5, 5, 5);
-- step 2
ALTER IGNORE TABLE fc.keyless ADD UNIQUE KEY (a);
INSERT INTO fc.keyless VALUES (5, 5);
