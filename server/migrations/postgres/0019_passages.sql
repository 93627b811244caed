-- Passages are ranked in memory, by one engine for both databases: the full-text index goes. A version tells other nodes
-- that an agent's passages have changed.
drop index passages_by_word;

alter table passages drop column words;

alter table agents add column passages_version bigint not null default 0;
