"""The life of a licence: its statuses, who may do what when, and the facts that decide it."""
