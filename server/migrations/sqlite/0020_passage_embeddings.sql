-- Passages as a model places them among all meanings, by a hash of their text: embedded once.
create table passage_embeddings (
    agent_id text not null references agents (id),
    model    text not null,            -- the model, and what it is told beside a text
    hash     text not null,            -- SHA-256 of the text, hexadecimal
    vector   blob not null,            -- signed bytes, one a dimension; empty for what the model does not take
    primary key (agent_id, model, hash)
);

alter table agents add column embeddings_version bigint not null default 0;
alter table agents add column embedded_model text not null default '';
alter table agents add column embedded_version bigint not null default 0;   -- the version of the passages that are embedded
alter table agents add column embedder text;                                -- the node that embeds them now …
alter table agents add column embedder_until bigint not null default 0;     -- … until then, in milliseconds
