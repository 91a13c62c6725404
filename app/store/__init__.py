"""What is kept, and how it is read: each module keeps one kind of thing."""
