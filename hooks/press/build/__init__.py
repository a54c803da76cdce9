"""A build from its beginning to its end, whether the engine runs it or not."""
