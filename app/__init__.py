"""Create and vary a licence: the service around the journeys. app.factory makes the application."""
