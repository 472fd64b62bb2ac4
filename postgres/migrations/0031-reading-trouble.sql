-- Why an accepted parcel could not be read back the last time; null where it was looked for, and is not shown.
alter table parcel add column reading_trouble jsonb; -- {kind, code, message}
