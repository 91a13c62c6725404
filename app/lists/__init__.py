"""The lists of the service, as values: what each holds, for whom, and how it is asked for, sorted and shown."""
