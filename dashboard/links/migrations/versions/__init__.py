"""One file a step, oldest first. A step that was published is never changed; a new one follows it."""
