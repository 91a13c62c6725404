"""What is asked about licence conditions and supervision requirements."""
