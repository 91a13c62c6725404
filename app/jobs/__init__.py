"""The work of the clock: each job selects licences by a set and makes one move on each, safely any number of times."""
