-- Otter's tables in a database that takes part in a sync. Loads on MySQL 5.6 and newer and on MariaDB; loading it again
-- changes nothing.
--
-- The user of the sync needs, besides its privileges on the synced tables:
--   CREATE USER 'retl'@'%' IDENTIFIED BY 'a password of your own';
--   GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'retl'@'%';
--   GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON `retl`.* TO 'retl'@'%';

CREATE DATABASE IF NOT EXISTS `retl`;

-- The free door: a row inserted here sends a row of FULL_NAME again.
CREATE TABLE IF NOT EXISTS `retl`.`retl_buffer` (
  ID bigint NOT NULL AUTO_INCREMENT,
  TABLE_ID int NOT NULL,
  FULL_NAME varchar(512),
  TYPE char(1) NOT NULL,
  PK_DATA varchar(256) NOT NULL,
  GMT_CREATE timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  GMT_MODIFIED timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (ID)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE IF NOT EXISTS `retl`.`retl_mark` (
  ID bigint NOT NULL AUTO_INCREMENT,
  CHANNEL_ID int,
  CHANNEL_INFO varchar(128),
  PRIMARY KEY (ID)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE IF NOT EXISTS `retl`.`xdual` (
  ID bigint NOT NULL AUTO_INCREMENT,
  X timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (ID)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

-- At a source: a pipeline with parameters.heartbeatSeconds writes its row so often, by the source's clock, to measure its delay.
-- No target gets it. Needs SELECT, INSERT and UPDATE.
CREATE TABLE IF NOT EXISTS `retl`.`retl_heartbeat` (
  PIPELINE_ID bigint NOT NULL,
  AT_MILLIS bigint NOT NULL,
  PRIMARY KEY (PIPELINE_ID)
) ENGINE=InnoDB;

-- How far each pipeline has been applied here; written in the transaction of the rows. CONNECTIONS are those of the node that
-- owns the pipeline, for a successor to end if that node is frozen. LOG_STAMP tells the log from another one of the same server,
-- INSTALLATION is whose pipeline it is; earlier versions kept none of them.
CREATE TABLE IF NOT EXISTS `retl`.`retl_checkpoint` (
  PIPELINE_ID bigint NOT NULL,
  CHANNEL_ID bigint NOT NULL,
  EPOCH bigint NOT NULL,
  BINLOG_FILE varchar(255) NOT NULL,
  BINLOG_OFFSET bigint NOT NULL,
  GTID_SET longtext NOT NULL,
  SOURCE_UUID varchar(64) NOT NULL,
  COMMIT_TIME_MILLIS bigint NOT NULL,
  MODIFIED_MILLIS bigint NOT NULL,
  CONNECTIONS text,
  LOG_STAMP varchar(160),
  INSTALLATION varchar(36),
  PRIMARY KEY (PIPELINE_ID)
) ENGINE=InnoDB;

-- The DDL that a pipeline has begun here and whose end is not in its checkpoint yet.
CREATE TABLE IF NOT EXISTS `retl`.`retl_ddl` (
  PIPELINE_ID bigint NOT NULL,
  BINLOG_FILE varchar(255) NOT NULL,
  BINLOG_OFFSET bigint NOT NULL,
  GTID_SET longtext NOT NULL,
  STATEMENT longtext NOT NULL,
  STEPS longtext NOT NULL,
  STEP int NOT NULL,
  DEFINITIONS longtext NOT NULL,
  MODIFIED_MILLIS bigint NOT NULL,
  SOURCE_UUID varchar(64),
  LOG_STAMP varchar(160),
  PRIMARY KEY (PIPELINE_ID)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The columns that a pipeline's source tables had up to its checkpoint. A row holds from its position on, until a later row
-- with the same name; without a definition the table was dropped. The row without a name says up to where none is missing.
CREATE TABLE IF NOT EXISTS `retl`.`retl_schema` (
  ID bigint NOT NULL AUTO_INCREMENT,
  PIPELINE_ID bigint NOT NULL,
  SCHEMA_NAME varchar(64) NOT NULL,
  TABLE_NAME varchar(64) NOT NULL,
  DEFINITION longtext NOT NULL,
  POSITION longtext NOT NULL,
  MODIFIED_MILLIS bigint NOT NULL,
  PRIMARY KEY (ID),
  KEY (PIPELINE_ID, SCHEMA_NAME)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What gh-ost and pt-online-schema-change did to the copy of a table that they have not put in its place yet.
CREATE TABLE IF NOT EXISTS `retl`.`retl_shadow` (
  ID bigint NOT NULL AUTO_INCREMENT,
  PIPELINE_ID bigint NOT NULL,
  SHADOW_SCHEMA varchar(64) NOT NULL,
  SHADOW_TABLE varchar(64) NOT NULL,
  DEFAULT_SCHEMA varchar(64) NOT NULL,
  STATEMENT longtext NOT NULL,
  SESSION_VARIABLES longtext,
  PRIMARY KEY (ID),
  KEY (PIPELINE_ID)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Rows that the target refused, with onError: DEAD_LETTER; written in the transaction that goes on without them.
CREATE TABLE IF NOT EXISTS `retl`.`retl_dead_letter` (
  ID bigint NOT NULL AUTO_INCREMENT,
  PIPELINE_ID bigint NOT NULL,
  PAIR_ID bigint NOT NULL,
  SOURCE_TABLE varchar(160) NOT NULL,
  TARGET_TABLE varchar(160) NOT NULL,
  KIND varchar(10) NOT NULL,
  KEY_TEXT varchar(1000) NOT NULL,
  PK_DATA varchar(256) NOT NULL,
  OLD_PK_DATA varchar(256) NOT NULL,
  BEFORE_IMAGE longtext,
  AFTER_IMAGE longtext,
  ERROR_CODE varchar(40) NOT NULL,
  ERROR_TEXT text NOT NULL,
  POSITION varchar(2000) NOT NULL,
  COMMIT_TIME_MILLIS bigint NOT NULL,
  CREATED_MILLIS bigint NOT NULL,
  ATTEMPTS int NOT NULL,
  DONE tinyint NOT NULL,
  SHIPPED tinyint NOT NULL,
  PRIMARY KEY (ID),
  KEY (PIPELINE_ID, SHIPPED),
  KEY (PIPELINE_ID, DONE)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The row at which a pipeline has stopped, for an operator to decide about; images are shortened. The pipeline goes on without
-- the row, as a dead letter, once it is permitted.
CREATE TABLE IF NOT EXISTS `retl`.`retl_refused_row` (
  ID bigint NOT NULL AUTO_INCREMENT,
  PIPELINE_ID bigint NOT NULL,
  EPOCH bigint NOT NULL,
  ROW_HASH varchar(64) NOT NULL,
  SOURCE_TABLE varchar(160) NOT NULL,
  TARGET_TABLE varchar(160) NOT NULL,
  KIND varchar(10) NOT NULL,
  KEY_TEXT varchar(1000) NOT NULL,
  IMAGES longtext NOT NULL,
  ERROR_CODE varchar(40) NOT NULL,
  ERROR_TEXT text NOT NULL,
  POSITION longtext NOT NULL,
  COMMIT_TIME_MILLIS bigint NOT NULL,
  CREATED_MILLIS bigint NOT NULL,
  PERMITTED_BY varchar(100),
  PRIMARY KEY (ID),
  KEY (PIPELINE_ID)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Rows of two-way pairs that both sides had changed, and what was done; images are shortened. ROW_KEY finds the row at this
-- server. DISPUTED is 0 where both had become the same, and where the other side answered; ANSWERED is 1 once the other side was told
-- by retl_answer what became of the row here.
CREATE TABLE IF NOT EXISTS `retl`.`retl_conflict` (
  ID bigint NOT NULL AUTO_INCREMENT,
  PIPELINE_ID bigint NOT NULL,
  PAIR_ID bigint NOT NULL,
  SOURCE_TABLE varchar(160) NOT NULL,
  TARGET_TABLE varchar(160) NOT NULL,
  KIND varchar(10) NOT NULL,
  KEY_TEXT varchar(1000) NOT NULL,
  ROW_KEY longtext NOT NULL,
  IMAGES longtext NOT NULL,
  POLICY varchar(10) NOT NULL,
  TAKEN tinyint NOT NULL,
  POSITION varchar(2000) NOT NULL,
  COMMIT_TIME_MILLIS bigint NOT NULL,
  CREATED_MILLIS bigint NOT NULL,
  DISPUTED tinyint NOT NULL,
  ANSWERED tinyint NOT NULL,
  SHIPPED tinyint NOT NULL,
  PRIMARY KEY (ID),
  KEY (PIPELINE_ID, ANSWERED),
  KEY (PIPELINE_ID, SHIPPED)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What this server has, or has no longer, of a row about which there was a conflict: the pipeline of the opposite direction reads
-- it from the log.
CREATE TABLE IF NOT EXISTS `retl`.`retl_answer` (
  ID bigint NOT NULL AUTO_INCREMENT,
  FULL_NAME varchar(160) NOT NULL,
  ROW_KEY longtext NOT NULL,
  IMAGE longtext,
  DELETED_VERSION varchar(64),
  CREATED_MILLIS bigint NOT NULL,
  PRIMARY KEY (ID),
  KEY (CREATED_MILLIS)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How new the rows were that a pipeline has deleted here, for a time.
CREATE TABLE IF NOT EXISTS `retl`.`retl_tombstone` (
  ROW_HASH varchar(64) NOT NULL,
  VERSION varchar(64) NOT NULL,
  CREATED_MILLIS bigint NOT NULL,
  PRIMARY KEY (ROW_HASH),
  KEY (CREATED_MILLIS)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

-- At a source: marks in the log between which a resync has read a chunk of a table.
CREATE TABLE IF NOT EXISTS `retl`.`retl_watermark` (
  PIPELINE_ID bigint NOT NULL,
  READER int NOT NULL,
  TOKEN varchar(64) NOT NULL,
  MODIFIED_MILLIS bigint NOT NULL,
  PRIMARY KEY (PIPELINE_ID, READER)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

-- At a target: how far each table of a resync is copied; written in the transaction of the rows.
CREATE TABLE IF NOT EXISTS `retl`.`retl_resync` (
  PIPELINE_ID bigint NOT NULL,
  RUN_ID bigint NOT NULL,
  SCHEMA_NAME varchar(64) NOT NULL,
  TABLE_NAME varchar(64) NOT NULL,
  DONE tinyint NOT NULL,
  PLACE longtext NOT NULL,
  ROWS_COPIED bigint NOT NULL,
  MODIFIED_MILLIS bigint NOT NULL,
  PRIMARY KEY (PIPELINE_ID, RUN_ID, SCHEMA_NAME, TABLE_NAME)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- At a target: indexes of tables that a copy has made, as CREATE TABLE would have them, until they are made behind the rows.
CREATE TABLE IF NOT EXISTS `retl`.`retl_index` (
  PIPELINE_ID bigint NOT NULL,
  SCHEMA_NAME varchar(64) NOT NULL,
  TABLE_NAME varchar(64) NOT NULL,
  DEFINITIONS longtext NOT NULL,
  MODIFIED_MILLIS bigint NOT NULL,
  PRIMARY KEY (PIPELINE_ID, SCHEMA_NAME, TABLE_NAME)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO `retl`.`xdual` (ID, X) VALUES (1, NOW()) ON DUPLICATE KEY UPDATE X = NOW();
