"""What comes in from the prison and probation records, and how names and places are written."""
