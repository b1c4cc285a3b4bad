-- SPDX-License-Identifier: MIT
-- Schema 1, as all migrations leave it.

CREATE TABLE errands (
    id         INTEGER PRIMARY KEY,
    owner      INTEGER NOT NULL,
    owner_name TEXT NOT NULL,
    kind       TEXT NOT NULL,
    payload    BLOB NOT NULL,
    created    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL
) STRICT;

CREATE TABLE files (
    job              INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    file             INTEGER NOT NULL,
    url              TEXT NOT NULL,
    directory        TEXT NOT NULL,
    name             TEXT NOT NULL,
    directory_device INTEGER NOT NULL,
    directory_inode  INTEGER NOT NULL,
    if_exists        TEXT NOT NULL,
    digest_algorithm TEXT,
    digest_hex       TEXT,
    expected_size    INTEGER,
    -- Offset and length of each, as LEB128.
    ranges           BLOB NOT NULL,
    -- URLs, each ended by a zero byte.
    mirrors          BLOB NOT NULL,
    source           INTEGER NOT NULL,
    one_source       INTEGER NOT NULL,
    part_device      INTEGER NOT NULL,
    part_inode       INTEGER NOT NULL,
    size             INTEGER,
    remote_size      INTEGER,
    entity_tag       TEXT NOT NULL,
    last_modified    TEXT NOT NULL,
    date             TEXT NOT NULL,
    effective_url    TEXT NOT NULL,
    -- Each ended by a line feed.
    response_headers TEXT NOT NULL,
    secrets_withheld INTEGER NOT NULL,
    restarts         INTEGER NOT NULL,
    thrown_away      INTEGER NOT NULL,
    transferred      INTEGER NOT NULL,
    published        INTEGER NOT NULL,
    discarded        INTEGER NOT NULL,
    validation       TEXT NOT NULL,
    PRIMARY KEY (job, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    id           INTEGER PRIMARY KEY,
    owner        INTEGER NOT NULL,
    owner_name   TEXT NOT NULL,
    type         TEXT NOT NULL,
    display_name TEXT NOT NULL,
    result       TEXT NOT NULL,
    created      INTEGER NOT NULL,
    transferred  INTEGER,
    removed      INTEGER NOT NULL,
    files        INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    error_code   TEXT NOT NULL,
    published    INTEGER NOT NULL,
    discarded    INTEGER NOT NULL,
    -- Paths, each ended by a zero byte.
    leftovers    BLOB NOT NULL
) STRICT;

CREATE INDEX history_of_owner ON history (owner, removed);

CREATE INDEX history_removed ON history (removed);

CREATE TABLE jobs (
    id                INTEGER PRIMARY KEY,
    owner             INTEGER NOT NULL,
    owner_name        TEXT NOT NULL,
    owner_gone        INTEGER,
    new_owner         INTEGER,
    new_owner_name    TEXT,
    type              TEXT NOT NULL,
    state             TEXT NOT NULL,
    reason            TEXT NOT NULL,
    pending           TEXT NOT NULL,
    resumed           INTEGER NOT NULL,
    created           INTEGER NOT NULL,
    modified          INTEGER NOT NULL,
    last_activity     INTEGER NOT NULL,
    transferred       INTEGER,
    next_retry        INTEGER,
    turn              INTEGER NOT NULL,
    error             TEXT,
    error_context     TEXT,
    error_message     TEXT,
    error_file        INTEGER,
    error_http_status INTEGER,
    error_errno       INTEGER,
    error_retry_after INTEGER,
    error_time        INTEGER,
    error_count       INTEGER NOT NULL,
    free_retries      INTEGER NOT NULL,
    no_progress_since INTEGER,
    active_time       INTEGER NOT NULL,
    files_total       INTEGER NOT NULL,
    files_transferred INTEGER NOT NULL,
    files_unsized     INTEGER NOT NULL,
    bytes_total       INTEGER NOT NULL,
    bytes_transferred INTEGER NOT NULL,
    bytes_per_second  INTEGER NOT NULL,
    published         INTEGER NOT NULL,
    discarded         INTEGER NOT NULL,
    -- Rows in settings, so that a lost one is missed.
    settings_total    INTEGER NOT NULL,
    -- The same of secrets.
    secrets_total     INTEGER NOT NULL
) STRICT;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE progress (
    job            INTEGER NOT NULL,
    file           INTEGER NOT NULL,
    ranges         BLOB NOT NULL,
    digest_state   BLOB NOT NULL,
    transfer_state BLOB NOT NULL,
    PRIMARY KEY (job, file),
    FOREIGN KEY (job, file) REFERENCES files (job, file) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
    job    INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    field  TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (job, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    job   INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (job, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    wall      INTEGER NOT NULL,
    boot      INTEGER NOT NULL,
    boot_id   TEXT NOT NULL,
    -- Microseconds of that boot until which nothing is cancelled.
    hold_until INTEGER
) STRICT;
