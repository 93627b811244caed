-- Who visitors are, by the word of owners' servers.

alter table visitors add column identity text;  -- JSON: core::visitor::Identity

-- An identity secret follows from the server's own secret and this seed: nothing here is good for anything alone.
create table identity_seeds (
    widget_id  text primary key references widgets (id),
    seed       text not null,
    created_at bigint not null
);
