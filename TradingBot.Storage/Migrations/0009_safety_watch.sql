-- Rows that waited in a file while the database was away are appended exactly once: their id tells which are here already. Rows of before have none.
ALTER TABLE audit_logs ADD COLUMN event_id uuid;
CREATE UNIQUE INDEX audit_logs_by_event ON audit_logs (event_id);

-- What migrate left in the schema, object by object, so that a later change by other hands is found and named.
CREATE TABLE schema_objects (
    object text PRIMARY KEY,
    definition text NOT NULL
);
