-- How much each colleague has before them: counted when work is shared out, without what is done.
CREATE INDEX items_load_assigned ON items (assignee) WHERE assignee IS NOT NULL AND state = 'new';
CREATE INDEX items_load_held     ON items (holder)   WHERE holder IS NOT NULL AND state = 'new';
