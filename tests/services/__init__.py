"""Real databases and buckets on this machine, with data that is thrown away."""
