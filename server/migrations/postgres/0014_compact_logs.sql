-- The log of an answer that has ended is one row without what its message holds: the text and the blocks.

alter table run_log add column compact boolean not null default false;
