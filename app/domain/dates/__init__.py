"""Days and times: working days, the release, when supervision runs, and the times of day that people type."""
