"""flask maps: what licences have no more is removed."""

from __future__ import annotations

import datetime as dt

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.domain.words import counted, file_size
from app.store import maps

maps_cli = AppGroup("maps", help="The maps of licences.")


@maps_cli.command("tidy")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def tidy(dry_run: bool) -> None:
    """Remove the maps and files that no licence has any more, once that is MAPS_KEPT_DAYS ago.

    What a document has that was sent stays. It can be run again at any time.
    """
    before = clock.now() - dt.timedelta(days=current_app.config["MAPS_KEPT_DAYS"])
    done = maps.tidy(before.astimezone(dt.UTC), is_trial=dry_run)
    size = f" ({file_size(done.bytes)})" if done.files else ""
    click.echo(
        f"{'Would remove' if dry_run else 'Removed'}: {counted(done.of_drafts, 'map')} of drafts that no answer names, "
        f"{counted(done.maps, 'map')} of no licence, {counted(done.files, 'file')}{size}."
    )
