-- What a widget says in its languages (made by `setup`), and what a caller keeps with a conversation it opened.

alter table widgets add column translations text;    -- JSON: core::language::Translations; null: never made
alter table conversations add column meta text;      -- JSON: an object; null: nothing
