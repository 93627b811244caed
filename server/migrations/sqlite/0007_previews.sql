-- What pages behind links say of themselves, and that they say nothing: kept for its time, whoever asked.

create table previews (
    address_hash text primary key,       -- SHA-256: addresses may hold secrets
    page         text,                   -- JSON: core::preview::Page; null: there is nothing to show
    picture_key  text unique,
    picture      blob,                   -- a JPEG of ours
    ends_at      bigint not null
);

create index previews_by_end on previews (ends_at);
